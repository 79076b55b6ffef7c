"""The business clock: how much of a span the shop was open. Pure: no clock of its own, no database, no words.

Hours are wall-clock hours of the shop's zone, turned into moments day by day, so that a day of 23 or 25 hours counts
as what it was (domain/kpis.md, "Business clock"). What happened while we were closed starts at the next opening; what
was done while we were closed took 0 s. Where no hours are set, all time counts.
"""

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SECOND = 1_000_000
DAYS = 7
# How far an opening is looked for: a shop closed for longer than that counts all time from there on.
HORIZON_YEARS = 2
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """Open from `opens` until just before `closes`, wall clock; closing at 00:00 is the end of the day."""

    opens: time
    closes: time


Day = tuple[Interval, ...]
CLOSED: Day = ()


@dataclass(frozen=True, slots=True)
class Week:
    """Hours of each weekday (Monday first), valid from a day on; `since` None: from the beginning."""

    days: tuple[Day, ...]
    since: date | None = None


@dataclass(frozen=True)
class Schedule:
    """Dated versions of the week, each valid until the next one begins, and days on which we are closed.

    `zone` is an IANA name. Days before the first version have no hours set: all of their time counts.
    """

    zone: str
    weeks: tuple[Week, ...] = ()
    holidays: Container[date] = field(default=frozenset(), compare=False)

    @property
    def has_hours(self) -> bool:
        return bool(self.weeks)

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _weeks(self) -> tuple[Week, ...]:
        return tuple(sorted(self.weeks, key=lambda week: week.since or date.min))

    @cached_property
    def _years(self) -> "dict[int, Year]":
        return {}

    def year(self, number: int) -> "Year":
        """Worked out once; two threads that do it at once find the same."""
        found = self._years.get(number)
        if found is None:
            found = self._years[number] = year_of(self, number)
        return found

    def week_on(self, day: date) -> Week | None:
        """The version valid on a day; None: no hours are set for it."""
        valid = [week for week in self._weeks if week.since is None or week.since <= day]
        return valid[-1] if valid else None

    def hours_on(self, day: date) -> Day | None:
        """Wall-clock hours of a day, () when we are closed all day; None: no hours are set for it."""
        week = self.week_on(day)
        if week is None:
            return None
        return CLOSED if day in self.holidays else week.days[day.weekday()]


@dataclass(frozen=True, slots=True)
class Year:
    """Open spans that begin in a local year, in order: microseconds since 1970, and how much was open before each."""

    starts: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]

    def open_until(self, at: int) -> int:
        """Open microseconds of this year before a moment."""
        number = bisect_right(self.starts, at) - 1
        if number < 0:
            return 0
        return self.before[number] + min(at, self.ends[number]) - self.starts[number]

    @property
    def total(self) -> int:
        return self.before[-1]


# --- Questions -------------------------------------------------------------------------------------


def business_seconds(schedule: Schedule, since: datetime, until: datetime) -> int:
    """Whole seconds we were open between two moments; 0 when the second is not later."""
    if until <= since:
        return 0
    begin, end = ticks(since), ticks(until)
    if not schedule.has_hours:
        return (end - begin) // SECOND
    return (_open_before(schedule, end, since, until) - _open_before(schedule, begin, since, since)) // SECOND


def add_business(schedule: Schedule, start: datetime, seconds: int) -> datetime:
    """The moment at which the shop was open for `seconds` since `start`; with 0 the start or the next opening (UTC).

    A time that ends with the day ends at closing time, not at the next opening.
    """
    if not schedule.has_hours:
        return moment(ticks(start) + seconds * SECOND)
    left = seconds * SECOND
    at = ticks(start)
    for begins, ends in spans_from(schedule, start):
        begins = max(begins, at)
        if ends - begins >= left and (left or ends > begins):
            return moment(begins + left)
        left -= max(ends - begins, 0)
        at = ends
    # Closed beyond the horizon: the rest is counted as if it were always open, so that a promise has an end.
    return moment(at + left)


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Always, where no hours are set."""
    if not schedule.has_hours:
        return True
    begins, ends = next(spans_from(schedule, at), (0, 0))
    return begins <= ticks(at) < ends


def next_opening(schedule: Schedule, at: datetime) -> datetime:
    """`at` itself while we are open (UTC)."""
    return add_business(schedule, at, 0)


def closing(schedule: Schedule, at: datetime) -> datetime | None:
    """When we close next (UTC); None while we are closed, and when we never close."""
    if not schedule.has_hours:
        return None
    open_until = ticks(at)
    for begins, ends in spans_from(schedule, at):
        if begins > open_until:
            return None if open_until == ticks(at) else moment(open_until)
        open_until = ends
    return None


# --- Spans -----------------------------------------------------------------------------------------


def _open_before(schedule: Schedule, at: int, base: datetime, then: datetime) -> int:
    """Open microseconds between the beginning of `base`'s year and a moment, given twice: as ticks and as itself."""
    first, last = local_year(schedule, base), local_year(schedule, then)
    whole = sum(schedule.year(number).total for number in range(first, last))
    return whole + schedule.year(last).open_until(at)


def local_year(schedule: Schedule, at: datetime) -> int:
    return at.astimezone(schedule.tz).year


def spans_from(schedule: Schedule, at: datetime) -> Iterator[tuple[int, int]]:
    """Open spans that end after a moment, in order, up to the horizon."""
    now, first = ticks(at), local_year(schedule, at)
    for number in range(first, min(first + HORIZON_YEARS + 1, date.max.year)):
        year = schedule.year(number)
        begin = bisect_right(year.ends, now) if number == first else 0
        yield from zip(year.starts[begin:], year.ends[begin:], strict=True)


def year_of(schedule: Schedule, number: int) -> Year:
    """Spans of a local year, cut at its ends, so that those of two years never overlap."""
    starts: list[int] = []
    ends: list[int] = []
    day, last = date(number, 1, 1), date(number, 12, 31)
    while True:
        for begins, closes in spans_of(schedule, day):
            if ends and begins <= ends[-1]:
                ends[-1] = max(ends[-1], closes)
            else:
                starts.append(begins)
                ends.append(closes)
        if day == last:
            break
        day += timedelta(days=1)
    lengths = (closes - begins for begins, closes in zip(starts, ends, strict=True))
    return Year(starts, ends, [0, *accumulate(lengths)])


def spans_of(schedule: Schedule, day: date) -> list[tuple[int, int]]:
    """Open spans of one local day; the whole day where no hours are set for it."""
    hours = schedule.hours_on(day)
    if hours is None:
        hours = (Interval(MIDNIGHT, MIDNIGHT),)
    found = []
    for each in sorted(hours, key=lambda interval: interval.opens):
        begins = ticks(at_wall(day, each.opens, schedule.tz))
        last = day + timedelta(days=1) if each.closes == MIDNIGHT else day
        ends = ticks(at_wall(last, each.closes, schedule.tz, fold=0 if last > day else 1))
        if ends > begins:
            found.append((begins, ends))
    return found


def at_wall(day: date, at: time, tz: ZoneInfo, fold: int = 0) -> datetime:
    """A wall-clock time as a moment. Twice in autumn: fold 0 is the first. Never in spring: the moment of the jump."""
    early = datetime.combine(day, at.replace(fold=0), tz).astimezone(UTC)
    late = datetime.combine(day, at.replace(fold=1), tz).astimezone(UTC)
    # Python reads a time in the gap by the offset before it with fold 0, after it with fold 1: then late is earlier.
    return jump_between(late, early, tz) if late < early else (late if fold else early)


def jump_between(before: datetime, after: datetime, tz: ZoneInfo) -> datetime:
    """The second at which the clocks of a zone are put forward, between two moments."""
    old, low, high = before.astimezone(tz).utcoffset(), 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(tz).utcoffset() == old:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def ticks(at: datetime) -> int:
    return (at - EPOCH) // TICK


def moment(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)
