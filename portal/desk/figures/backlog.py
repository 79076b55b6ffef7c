"""What is open at a moment: how much, how old, how much of it past a target. Exact for any moment of the past."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from operator import itemgetter

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.desk.figures import definitions
from portal.desk.figures.business import at_midnight
from portal.desk.figures.business import day as shops_day
from portal.desk.figures.daily import Rows, read
from portal.desk.figures.keeping import be_in_step
from portal.desk.figures.measure import Measure, minute, named
from portal.desk.figures.results import Part, Result, durations, share
from portal.desk.figures.rows import chosen, column, picked
from portal.desk.figures.scope import NONE, Dimension, Scope, Step, bucket, buckets
from portal.desk.figures.sheets import AGENT, FACT, SPELLS
from portal.desk.models import OpenSpell, TargetFact
from returns.models import Case

SPELL = ("fact_id", "since", "until", "fact__opened_at")


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


def snapshots(spells: Sequence[Spell], lates: Sequence[Late], moments: Sequence[datetime]) -> Iterator[Result]:
    """The backlog at each of these moments, which are in order. One walk through time, however many moments."""
    open_now, late_now = Sweep(spells), Sweep(lates)
    for moment in moments:
        standing, late = open_now.at(moment), late_now.at(moment)
        ages = {each.case: (moment - each.opened_at).total_seconds() for each in standing if isinstance(each, Spell)}
        yield stood(list(ages.values()), len({each.case for each in late} & ages.keys()))


class Sweep:
    """What stands at a moment; moments only go forward."""

    def __init__(self, rows: Sequence[Spell | Late]) -> None:
        self.coming = sorted(rows, key=lambda row: row.since, reverse=True)
        self.standing: dict[int, Spell | Late] = {}
        self.ends: list[tuple[datetime, int]] = []

    def at(self, moment: datetime) -> list[Spell | Late]:
        while self.coming and self.coming[-1].since <= moment:
            row = self.coming.pop()
            self.standing[id(row)] = row
            if row.until is not None:
                heappush(self.ends, (row.until, id(row)))
        while self.ends and self.ends[0][0] <= moment:
            self.standing.pop(heappop(self.ends)[1], None)
        return list(self.standing.values())


# --- Rows --------------------------------------------------------------------------------------------


def during(since: datetime, until: datetime) -> Q:
    """Rows that stood at some moment between two, both included."""
    return Q(since__lte=until) & (Q(until=None) | Q(until__gt=since))


def spells_of(scope: Scope, since: datetime, until: datetime) -> list[Spell]:
    rows = OpenSpell.objects.filter(during(since, until), chosen(scope, FACT, AGENT))
    return [Spell(*row) for row in rows.values_list(*SPELL)]


def spells_at(scope: Scope, moments: Sequence[datetime]) -> Iterator[Spell]:
    """Those that stood at one of these moments, which are in order: most begin and end between two of them."""
    yield from spells_of(scope, moments[0], moments[0])
    marks = [moment.timestamp() for moment in moments]
    sheets = read(SPELLS, shops_day(moments[0]), shops_day(moments[-1]))
    wanted = picked(scope, FACT, AGENT, sheets)
    for _day, sheet in sheets:
        for case, since, until, opened in sheet.rows(SPELL, wanted):
            place = bisect_left(marks, since)
            if since > marks[0] and place < len(marks) and (until is None or until > marks[place]):
                yield Spell(case, moment_of(since), None if until is None else moment_of(until), moment_of(opened))


def moment_of(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def lates_of(since: datetime, until: datetime) -> list[Late]:
    missed = TargetFact.objects.filter(is_met=False, due_at__lt=until)
    rows = missed.filter(Q(settled_at=None) | Q(settled_at__gt=since))
    return [Late(*row) for row in rows.values_list("fact_id", "due_at", "settled_at")]


@dataclass(frozen=True)
class Backlog(Measure):
    """A number of cases at the end of the period, or now; `series` gives that of each day, week or month."""

    def rows_of(self, scope: Scope, now: datetime) -> QuerySet[OpenSpell]:
        at = moment(scope, now)
        missed = TargetFact.objects.filter(is_met=False, due_at__lt=at, fact=OuterRef("fact"))
        late = Exists(missed.filter(Q(settled_at=None) | Q(settled_at__gt=at)))
        spells = OpenSpell.objects.filter(during(at, at), chosen(scope, FACT, AGENT))
        return spells.annotate(late=late, opened=F("fact__opened_at"))

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
        spells = list(spells_at(scope, ends)) if self.sheet_of(scope) else spells_of(scope, ends[0], ends[-1])
        return list(zip(days, snapshots(spells, lates_of(ends[0], ends[-1]), ends), strict=True))

    def _by(self, scope: Scope, by: Dimension, now: datetime) -> list[tuple[str, str, Result]]:
        groups: dict[str, dict[int, tuple[object, ...]]] = {}
        for key, *row in self._read(scope, now, column(by, FACT, AGENT)):
            groups.setdefault(str(NONE if key is None else key), {})[row[0]] = tuple(row)
        at = moment(scope, now)
        return named(by, {key: added_up(list(rows.values()), at) for key, rows in groups.items()})


def added_up(rows: Rows, at: datetime) -> Result:
    """Rows: case, whether it is past a target, when it was opened."""
    ages = [(at - opened).total_seconds() for opened in map(itemgetter(2), rows)]
    return stood(ages, sum(1 for row in rows if row[1]))


def moment(scope: Scope, now: datetime) -> datetime:
    return min(scope.ends_at, now)


def after(day: date, by: Step) -> datetime:
    """The end of a day, week or month: 23 or 25 hours are a day as well."""
    if by == "month":
        return at_midnight(bucket(day + timedelta(days=31), "month"))
    return at_midnight(day + timedelta(days=7 if by == "week" else 1))


def never(rows: Rows) -> Result:
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
    total=never,
    parts={"late": Q(late=True)},
    fact=FACT,
    agent=AGENT,
    sheet=SPELLS,
    open_from=lambda now: now,
)
