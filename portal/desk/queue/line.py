"""One case in the list, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from portal.accounts.models import User
from portal.desk.queue.place import Place as InView
from portal.desk.queue.place import case_address
from portal.desk.queue.wanted import Wanted
from portal.desk.rules import Due, due
from portal.desk.searching.found import Place, marked, places
from portal.desk.searching.words import asked
from portal.desk.wording import status_for_agents
from portal.live.presence import at_cases, for_agent
from returns.models import Case, Way

TABLES = (Case.Kind.choices, Way.choices, Case.Priority.choices)


@dataclass(frozen=True)
class Line:
    case: Case
    url: str
    subject: SafeString
    due: Due
    status: str | Promise
    # Where the words were found, when subject, numbers and name do not show it.
    place: Place | None
    kind: str
    way: str
    priority: str
    # Who else is looking at it, and whether they write.
    here: str = ""

    @property
    def choice(self) -> str:
        """What a chosen row sends: the case and which version of it was looked at."""
        return f"{self.case.reference}.{self.case.version}"

    @property
    def choose(self) -> str:
        return gettext("Choose %(number)s") % {"number": self.case.reference}

    @property
    def messages(self) -> str:
        """Nothing of one message: every case begins with one."""
        latest = getattr(self.case, "latest", None)
        if latest is None or latest.messages < 2:
            return ""
        told = ngettext("%(counter)s message", "%(counter)s messages", latest.messages)
        return told % {"counter": latest.messages}

    @property
    def icon(self) -> SafeString | str:
        return icon(self.due.icon) if self.due.icon and not self.case.closed_at else ""

    @property
    def is_snoozed(self) -> bool:
        return self.case.snoozed_until is not None


@cache
def icon(name: str) -> SafeString:
    """As {% icon %} draws it, once for all lines: a name and a class are all there is to it."""
    return render_to_string("wagtailadmin/shared/icon.html", {"name": name, "classname": "desk-due__icon"})


def lines(cases: Sequence[Case], wanted: Wanted, first: int, agent: User, now: datetime) -> list[Line]:
    """`first`: the number of the first case, counted from 1 through all pages. One question, of a search two."""
    words = asked(wanted.q)
    found = places(cases, wanted.q) if words else {}
    # Said once for all lines: get_…_display looks each up among all names, translated anew.
    kinds, ways, priorities = ({value: str(label) for value, label in table} for table in TABLES)
    present = at_cases([case.pk for case in cases], now)
    return [
        Line(
            case,
            case_address(case.reference, InView(wanted, at, case.version)),
            marked(case.subject, words),
            due(case.due_at, now),
            status_for_agents(case),
            found.get(case.pk),
            kinds.get(case.kind, case.kind),
            ways.get(case.way, case.way),
            priorities.get(case.priority, ""),
            ", ".join(
                f"{who.name} …" if who.typing else who.name for who in for_agent(present.get(case.pk, ()), agent.pk)
            ),
        )
        for at, case in enumerate(cases, start=first)
    ]
