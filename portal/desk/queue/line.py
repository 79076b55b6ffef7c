"""One case in the list, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from portal.accounts.models import User
from portal.desk.queue.place import Place as InView
from portal.desk.queue.place import case_address
from portal.desk.queue.wanted import Wanted
from portal.desk.rules import Due, due
from portal.desk.searching.found import Place, marked, places
from portal.desk.searching.words import asked
from portal.desk.wording import status_for_agents
from portal.live.presence import at_cases, for_agent
from returns.models import Case


@dataclass(frozen=True)
class Line:
    case: Case
    url: str
    subject: SafeString
    due: Due
    status: str | Promise
    # Where the words were found, when subject, numbers and name do not show it.
    place: Place | None
    # Who else is looking at it, and whether they write.
    here: str = ""

    @property
    def choice(self) -> str:
        """What a chosen row sends: the case and which version of it was looked at."""
        return f"{self.case.reference}.{self.case.version}"

    @property
    def is_snoozed(self) -> bool:
        return self.case.snoozed_until is not None


def lines(cases: Sequence[Case], wanted: Wanted, first: int, agent: User, now: datetime) -> list[Line]:
    """`first`: the number of the first case, counted from 1 through all pages. One question, of a search two."""
    words = asked(wanted.q)
    found = places(cases, wanted.q) if words else {}
    present = at_cases([case.pk for case in cases], now)
    return [
        Line(
            case,
            case_address(case.reference, InView(wanted, at, case.version)),
            marked(case.subject, words),
            due(case.due_at, now),
            status_for_agents(case),
            found.get(case.pk),
            ", ".join(
                f"{who.name} …" if who.typing else who.name for who in for_agent(present.get(case.pk, ()), agent.pk)
            ),
        )
        for at, case in enumerate(cases, start=first)
    ]
