"""How long customers wait for an answer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kb.figures.definitions import Definition
from portal.desk.figures import definitions
from portal.desk.figures.daily import Rows
from portal.desk.figures.measure import Clock, Measure
from portal.desk.figures.results import Part, Result, durations, share
from portal.desk.figures.sheets import REPLIED, STARTED
from portal.desk.models import CaseFact, ReplyFact

HOUR = 3600
LIMITS = {
    "within_1h": (1 * HOUR, _("Answered within 1 hour")),
    "within_4h": (4 * HOUR, _("Answered within 4 hours")),
    "within_24h": (24 * HOUR, _("Answered within 24 hours")),
}


def counted(now: datetime) -> QuerySet[CaseFact]:
    return CaseFact.objects.filter(counted=True)


def first_responses(rows: Rows) -> Result:
    """Rows: seconds until the first reply or None, whether the case is open. Unanswered ones stay in every share."""
    answered = [seconds for seconds, _open in rows if seconds is not None]
    waiting = sum(1 for seconds, is_open in rows if seconds is None and is_open)
    silent = len(rows) - len(answered) - waiting
    within = (
        Part(label, share(n := sum(1 for each in answered if each <= limit), len(rows)), n, key, "share")
        for key, (limit, label) in LIMITS.items()
    )
    others: Iterable[Part] = (
        Part(_("Unanswered now"), share(waiting, len(rows)), waiting, "unanswered", "share"),
        Part(_("Ended without an answer"), share(silent, len(rows)), silent, "silent", "share"),
    )
    return durations(answered, of=len(rows), parts=(*within, *others))


def first_response(clock: Clock, definition: Definition, name: str) -> Measure:
    seconds = f"first_reply_{clock}"
    return Measure(
        name=name,
        title=definition.name,
        definition=definition,
        unit="seconds",
        clock=clock,
        rows=counted,
        day="started_on",
        fields=(seconds, "is_open"),
        total=first_responses,
        parts={
            "": Q(**{f"{seconds}__isnull": False}),
            **{key: Q(**{f"{seconds}__lte": limit}) for key, (limit, _label) in LIMITS.items()},
            "unanswered": Q(**{f"{seconds}__isnull": True}, is_open=True),
            "silent": Q(**{f"{seconds}__isnull": True}, is_open=False),
        },
        agent="first_reply_by",
        sheet=STARTED,
    )


FIRST_RESPONSE = first_response("business", definitions.FIRST_RESPONSE, "first_response")
FIRST_RESPONSE_CALENDAR = first_response("calendar", definitions.FIRST_RESPONSE_CALENDAR, "first_response_calendar")


def runs(now: datetime) -> QuerySet[ReplyFact]:
    return ReplyFact.objects.all()


def next_replies(rows: Rows) -> Result:
    """Rows: case, seconds, whether it was the first. `n` counts runs, `cases` the cases they are in."""
    kinds = (("first", _("First answers"), True), ("later", _("Later answers"), False))
    parts = tuple(
        Part(label, middle(some := [row for row in rows if row[2] is first]), len(some), key, "", cases_in(some))
        for key, label, first in kinds
    )
    return replace(durations((row[1] for row in rows), parts=parts), cases=cases_in(rows))


def middle(rows: Rows) -> float | None:
    return durations(row[1] for row in rows).median


def cases_in(rows: Rows) -> int:
    return len({row[0] for row in rows})


def next_reply(clock: Clock, definition: Definition, name: str) -> Measure:
    return Measure(
        name=name,
        title=definition.name,
        definition=definition,
        unit="seconds",
        clock=clock,
        rows=runs,
        day="replied_on",
        fields=("fact_id", clock, "first"),
        total=next_replies,
        parts={"first": Q(first=True), "later": Q(first=False)},
        fact="fact__",
        agent="agent",
        sheet=REPLIED,
    )


NEXT_REPLY = next_reply("business", definitions.NEXT_REPLY, "next_reply")
NEXT_REPLY_CALENDAR = next_reply("calendar", definitions.NEXT_REPLY_CALENDAR, "next_reply_calendar")
