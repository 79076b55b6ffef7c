"""What is open at a moment: how much, how old, how much of it past a target. Exact for any moment of the past."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from math import inf
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.desk.figures import definitions
from portal.desk.figures.business import at_midnight
from portal.desk.figures.business import day as shops_day
from portal.desk.figures.columns import Rows, narrowed
from portal.desk.figures.daily import read
from portal.desk.figures.keeping import be_in_step
from portal.desk.figures.measure import Measure, minute, named
from portal.desk.figures.results import Part, Result, durations, share
from portal.desk.figures.rows import Instant, chosen, column, micros, picked
from portal.desk.figures.scope import NONE, Dimension, Scope, Step, bucket, buckets
from portal.desk.figures.sheets import AGENT, FACT, SPELLS
from portal.desk.models import OpenSpell, TargetFact
from returns.models import Case

SPELL = ("since", "until", "fact_id", "fact__opened_at")
SECOND = 1_000_000
# Since when (in microseconds), until when, which case, opened when.
Standing = tuple[int, int | None, int, int]


@dataclass(frozen=True, slots=True)
class Spell:
    """A case open from `since` until just before `until`; `opened_at` is what its age is counted from."""

    case: int
    since: datetime
    until: datetime | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Late:
    """A target that was missed, and when it was done after all."""

    case: int
    since: datetime
    until: datetime | None


def stood(ages: Sequence[float], late: int) -> Result:
    part = Part(_("Past a target"), share(late, len(ages)), late, "late", "share")
    told = durations(ages, parts=(part,))
    return Result(float(told.n), told.n, told.median, told.p90, told.mean, parts=told.parts)


def snapshots(spells: Iterable[Spell], lates: Iterable[Late], moments: Sequence[datetime]) -> Iterator[Result]:
    """The backlog at each of these moments, which are in order. One walk through time, however many moments."""
    were_open = [standing(row.since, row.until, row.case, row.opened_at) for row in spells]
    were_late = [standing(row.since, row.until, row.case, row.since) for row in lates]
    return walk(were_open, were_late, [micros(moment) for moment in moments])


def walk(spells: Sequence[Standing], lates: Sequence[Standing], moments: Sequence[int]) -> Iterator[Result]:
    open_now, late_now = Sweep(spells), Sweep(lates)
    for moment in moments:
        cases, late = open_now.at(moment), late_now.at(moment)
        ages = [(moment - opened) / SECOND for opened in cases.values()]
        yield stood(ages, len(cases.keys() & late.keys()))


class Sweep:
    """What stands at a moment: cases, and when they were opened. Moments only go forward."""

    def __init__(self, rows: Sequence[Standing]) -> None:
        self.coming = sorted(rows, key=itemgetter(0), reverse=True)
        self.standing: dict[int, tuple[int, int]] = {}
        self.ends: list[tuple[int, int]] = []

    def at(self, moment: int) -> dict[int, int]:
        while self.coming and self.coming[-1][0] <= moment:
            _since, until, case, opened = self.coming.pop()
            number = len(self.coming)
            self.standing[number] = case, opened
            if until is not None:
                heappush(self.ends, (until, number))
        while self.ends and self.ends[0][0] <= moment:
            self.standing.pop(heappop(self.ends)[1], None)
        return dict(self.standing.values())


# --- Rows --------------------------------------------------------------------------------------------


def during(since: datetime, until: datetime) -> Q:
    """Rows that stood at some moment between two, both included."""
    return Q(since__lte=until) & (Q(until=None) | Q(until__gt=since))


def spells_of(scope: Scope, since: datetime, until: datetime) -> list[Standing]:
    rows = OpenSpell.objects.filter(during(since, until), chosen(scope, FACT, AGENT))
    columns = (Instant("since"), Instant("until"), "fact_id", Instant("fact__opened_at"))
    return [standing(*row) for row in rows.values_list(*columns)]


def spells_at(scope: Scope, moments: Sequence[datetime]) -> list[Standing]:
    """Those that stood at one of these moments, which are in order: most begin and end between two of them."""
    found, marks = spells_of(scope, moments[0], moments[0]), [moment.timestamp() for moment in moments]
    sheets = read(SPELLS, shops_day(moments[0]), shops_day(moments[-1]))
    wanted = picked(scope, FACT, AGENT, sheets)
    for _day, sheet in sheets:
        columns = sheet.columns(SPELL, wanted)
        mask = reaching(columns[0], columns[1], marks)
        for since, until, case, opened in zip(*narrowed(columns, mask), strict=True):
            if since > marks[0]:
                found.append((stamped(since), None if until is None else stamped(until), case, stamped(opened)))
    return found


def reaching(since: Sequence[float], until: Sequence[float | None], marks: Sequence[float]) -> list[bool]:
    """Which of them stand at the first of the marks that does not come before they began."""
    if not since:
        return []
    first, last = bisect_left(marks, min(since)), bisect_left(marks, max(since))
    ends = [*marks, inf]
    if first == last:
        # As on most days: the same mark for all of them.
        mark = ends[first]
        return [mark < inf and (end is None or end > mark) for end in until]
    places = [ends[bisect_left(marks, begin)] for begin in since]
    return [mark < inf and (end is None or end > mark) for mark, end in zip(places, until, strict=True)]


def stamped(moment: float) -> int:
    return round(moment * SECOND)


def standing(since: Any, until: Any, case: int, opened: Any) -> Standing:
    return micros(since), None if until is None else micros(until), case, micros(opened)


def lates_of(since: datetime, until: datetime) -> list[Standing]:
    missed = TargetFact.objects.filter(is_met=False, due_at__lt=until)
    rows = missed.filter(Q(settled_at=None) | Q(settled_at__gt=since))
    found = rows.values_list(Instant("due_at"), Instant("settled_at"), "fact_id")
    return [(micros(due), None if done is None else micros(done), case, 0) for due, done, case in found]


@dataclass(frozen=True)
class Backlog(Measure):
    """A number of cases at the end of the period, or now; `series` gives that of each day, week or month."""

    def rows_of(self, scope: Scope, now: datetime) -> QuerySet[OpenSpell]:
        at = moment(scope, now)
        missed = TargetFact.objects.filter(is_met=False, due_at__lt=at, fact=OuterRef("fact"))
        late = Exists(missed.filter(Q(settled_at=None) | Q(settled_at__gt=at)))
        spells = OpenSpell.objects.filter(during(at, at), chosen(scope, FACT, AGENT))
        return spells.annotate(late=late, opened=Instant("fact__opened_at"))

    def days(self, scope: Scope) -> tuple[date | None, date]:
        return None, scope.until

    def cases(self, scope: Scope, part: str = "", now: datetime | None = None) -> QuerySet[Case]:
        be_in_step()
        rows = self.rows_of(scope, minute(now))
        if part:
            rows = rows.filter(self.parts[part])
        return Case.objects.filter(pk__in=rows.order_by().values("fact"))

    def _compute(self, scope: Scope, now: datetime) -> Result:
        return added_up(self._read(scope, now), moment(scope, now))

    def _series(self, scope: Scope, by: Step, now: datetime) -> list[tuple[date, Result]]:
        days = [day for day in buckets(scope, by) if at_midnight(day) <= now]
        ends = [min(after(day, by), scope.ends_at, now) for day in days]
        if not ends:
            return []
        spells = spells_at(scope, ends) if self.sheet_of(scope) else spells_of(scope, ends[0], ends[-1])
        found = walk(spells, lates_of(ends[0], ends[-1]), [micros(end) for end in ends])
        return list(zip(days, found, strict=True))

    def _by(self, scope: Scope, by: Dimension, now: datetime) -> list[tuple[str, str, Result]]:
        groups: dict[str, dict[int, tuple[object, ...]]] = {}
        for key, *row in self._read(scope, now, column(by, FACT, AGENT)):
            groups.setdefault(str(NONE if key is None else key), {})[row[0]] = tuple(row)
        at = moment(scope, now)
        return named(by, {key: added_up(list(rows.values()), at) for key, rows in groups.items()})


def added_up(rows: Rows, at: datetime) -> Result:
    """Rows: case, whether it is past a target, when it was opened."""
    now = micros(at)
    ages = [(now - micros(opened)) / SECOND for opened in map(itemgetter(2), rows)]
    return stood(ages, sum(1 for row in rows if row[1]))


def moment(scope: Scope, now: datetime) -> datetime:
    return min(scope.ends_at, now)


def after(day: date, by: Step) -> datetime:
    """The end of a day, week or month: 23 or 25 hours are a day as well."""
    if by == "month":
        return at_midnight(bucket(day + timedelta(days=31), "month"))
    return at_midnight(day + timedelta(days=7 if by == "week" else 1))


def never(*columns: Any) -> Result:
    raise TypeError("A backlog is of a moment: Backlog adds its rows up itself.")


BACKLOG = Backlog(
    name="backlog",
    title=definitions.BACKLOG.name,
    definition=definitions.BACKLOG,
    unit="count",
    clock="calendar",
    rows=lambda now: OpenSpell.objects.all(),
    day="since",
    fields=("fact_id", "late", "opened"),
    add_up=never,
    parts={"late": Q(late=True)},
    fact=FACT,
    agent=AGENT,
    sheet=SPELLS,
    open_from=lambda now: now,
)
