"""How long customers wait for an answer."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kb.figures.definitions import Definition
from portal.desk.figures import definitions
from portal.desk.figures.columns import Columns, distinct, number_of, others, taken
from portal.desk.figures.measure import Clock, Measure
from portal.desk.figures.results import Part, Result, durations, quantile, share
from portal.desk.figures.sheets import REPLIED, STARTED
from portal.desk.models import CaseFact, ReplyFact

HOUR = 3600
LIMITS = {
    "within_1h": (1 * HOUR, _("Answered within 1 hour")),
    "within_4h": (4 * HOUR, _("Answered within 4 hours")),
    "within_24h": (24 * HOUR, _("Answered within 24 hours")),
}
UNANSWERED, SILENT = _("Unanswered now"), _("Ended without an answer")
FIRST, LATER = _("First answers"), _("Later answers")


def counted(now: datetime) -> QuerySet[CaseFact]:
    return CaseFact.objects.filter(counted=True)


def first_responses(seconds: Sequence[float | None], is_open: Sequence[Any]) -> Result:
    """Seconds until the first reply or None, whether the case is open. Unanswered ones stay in every share."""
    all_of_them, waiting = len(seconds), 0
    if None in seconds:
        waiting = number_of(taken(is_open, [each is None for each in seconds]))
        seconds = [each for each in seconds if each is not None]
    answered: list[Any] = sorted(seconds)
    silent = all_of_them - len(answered) - waiting
    within = (
        Part(label, share(n := bisect_right(answered, limit), all_of_them), n, key, "share")
        for key, (limit, label) in LIMITS.items()
    )
    without: Iterable[Part] = (
        Part(UNANSWERED, share(waiting, all_of_them), waiting, "unanswered", "share"),
        Part(SILENT, share(silent, all_of_them), silent, "silent", "share"),
    )
    return durations(answered, of=all_of_them, parts=(*within, *without))


def longest_last(seconds: Sequence[float | None], is_open: Sequence[Any]) -> Columns:
    """Whether a case is open is asked of unanswered ones only: those come first, the others in order."""
    if None not in seconds:
        return [sorted(seconds), is_open]
    mask = [each is None for each in seconds]
    waiting = taken(is_open, mask)
    answered: list[Any] = sorted(each for each in seconds if each is not None)
    return [[*[None] * len(waiting), *answered], [*waiting, *[False] * len(answered)]]


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
        add_up=first_responses,
        arrange=longest_last,
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


def next_replies(cases: Sequence[int], seconds: Sequence[float], first: Sequence[Any]) -> Result:
    """Case, seconds, whether it was the first. `n` counts runs, `cases` the cases they are in."""
    parts, ordered = [], []
    for key, label, mask in (("first", FIRST, first), ("later", LATER, list(others(first)))):
        some = sorted(taken(seconds, mask))
        parts.append(Part(label, quantile(some, 0.5), len(some), key, "", distinct(taken(cases, mask))))
        ordered += some
    return replace(durations(ordered, parts=tuple(parts)), cases=distinct(cases))


def first_ones_first(cases: Sequence[int], seconds: Sequence[float], first: Sequence[Any]) -> Columns:
    """Which case took how long is not asked: the seconds of either kind come in order."""
    later = list(others(first))
    firsts, laters = sorted(taken(seconds, first)), sorted(taken(seconds, later))
    flags = bytes([1]) * len(firsts) + bytes(len(laters))
    return [[*taken(cases, first), *taken(cases, later)], firsts + laters, flags]


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
        add_up=next_replies,
        arrange=first_ones_first,
        parts={"first": Q(first=True), "later": Q(first=False)},
        fact="fact__",
        agent="agent",
        sheet=REPLIED,
    )


NEXT_REPLY = next_reply("business", definitions.NEXT_REPLY, "next_reply")
NEXT_REPLY_CALENDAR = next_reply("calendar", definitions.NEXT_REPLY_CALENDAR, "next_reply_calendar")
