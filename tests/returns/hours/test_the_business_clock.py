"""The business clock: hand-computed examples, and what holds for any hours."""

from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returns.hours.rules import (
    Interval,
    Schedule,
    Week,
    add_business,
    at_wall,
    business_seconds,
    closing,
    is_open,
    next_opening,
    spans_of,
)

WARSAW = ZoneInfo("Europe/Warsaw")
NINE_TO_FIVE = (Interval(time(9), time(17)),)
WORKDAYS = Week((*[NINE_TO_FIVE] * 5, (), ()))
SHOP = Schedule("Europe/Warsaw", (WORKDAYS,), frozenset({date(2026, 11, 11)}))
HOUR = 3600
ALWAYS = Schedule("Europe/Warsaw", (Week(((Interval(time(0), time(0)),),) * 7),))
NEVER = Schedule("Europe/Warsaw", (Week(((),) * 7),))


def warsaw(month: int, day: int, hour: int = 0, minute: int = 0, *, year: int = 2026, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=WARSAW, fold=fold)


def local(at: datetime) -> str:
    return f"{at.astimezone(WARSAW):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("since", "until", "seconds"),
    [
        # Mon 23 Nov 2026 is a working day; Wed 11 Nov is Independence Day.
        (warsaw(11, 23, 10), warsaw(11, 23, 12, 30), 2.5 * HOUR),
        (warsaw(11, 23, 16), warsaw(11, 24, 10), 2 * HOUR),
        (warsaw(11, 20, 16), warsaw(11, 23, 10), 2 * HOUR),
        (warsaw(11, 21, 10), warsaw(11, 23, 9, 30), 0.5 * HOUR),
        (warsaw(11, 21, 10), warsaw(11, 22, 20), 0),
        (warsaw(11, 10, 16), warsaw(11, 12, 10), 2 * HOUR),
        (warsaw(11, 23, 12), warsaw(11, 23, 12), 0),
        (warsaw(11, 23, 12), warsaw(11, 23, 10), 0),
        (warsaw(11, 23, 7), warsaw(11, 23, 22), 8 * HOUR),
        # Over New Year: Thu 31 Dec 15:00 to Mon 4 Jan 10:00; Fri 1 Jan is open in this schedule: 2 + 8 + 1 hours.
        (warsaw(12, 31, 15), warsaw(1, 4, 10, year=2027), 11 * HOUR),
    ],
)
def test_only_open_hours_count(since: datetime, until: datetime, seconds: float) -> None:
    assert business_seconds(SHOP, since, until) == seconds


def test_a_reply_while_closed_took_no_time() -> None:
    assert business_seconds(SHOP, warsaw(11, 21, 10), warsaw(11, 21, 10, 5)) == 0


def test_without_hours_all_time_counts() -> None:
    none = Schedule("Europe/Warsaw")
    assert business_seconds(none, warsaw(11, 21, 10), warsaw(11, 22, 10)) == 24 * HOUR
    assert is_open(none, warsaw(11, 22, 3))
    assert closing(none, warsaw(11, 22, 3)) is None
    assert add_business(none, warsaw(11, 22, 3), 90) == warsaw(11, 22, 3) + timedelta(seconds=90)


def test_the_day_the_clocks_go_forward_has_an_hour_less() -> None:
    """Sun 29 Mar 2026, 02:00 becomes 03:00: from 00:00 to 24:00 are 23 hours, from 01:00 to 05:00 three."""
    assert business_seconds(ALWAYS, warsaw(3, 29), warsaw(3, 30)) == 23 * HOUR
    night = Schedule("Europe/Warsaw", (Week(((Interval(time(1), time(5)),),) * 7),))
    assert business_seconds(night, warsaw(3, 29), warsaw(3, 30)) == 3 * HOUR
    assert local(add_business(night, warsaw(3, 29), 2 * HOUR)) == "Sun 29 Mar 04:00"
    assert local(add_business(SHOP, warsaw(3, 27, 16, 30), HOUR)) == "Mon 30 Mar 09:30"


def test_the_day_the_clocks_go_back_has_an_hour_more() -> None:
    """Sun 25 Oct 2026, 03:00 becomes 02:00: from 00:00 to 24:00 are 25 hours, from 01:00 to 05:00 five."""
    assert business_seconds(ALWAYS, warsaw(10, 25), warsaw(10, 26)) == 25 * HOUR
    night = Schedule("Europe/Warsaw", (Week(((Interval(time(1), time(5)),),) * 7),))
    assert business_seconds(night, warsaw(10, 25), warsaw(10, 26)) == 5 * HOUR
    twice = Schedule("Europe/Warsaw", (Week(((Interval(time(2), time(2, 30)),),) * 7),))
    # From the first 02:00 to the second 02:30.
    assert business_seconds(twice, warsaw(10, 25), warsaw(10, 26)) == 1.5 * HOUR
    assert is_open(twice, warsaw(10, 25, 2, 29, fold=1))


def test_an_hour_that_the_clocks_jump_over_is_the_moment_of_the_jump() -> None:
    assert at_wall(date(2026, 3, 29), time(2, 30), WARSAW) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert at_wall(date(2026, 3, 29), time(2, 30), WARSAW, fold=1) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    gone = Schedule("Europe/Warsaw", (Week(((Interval(time(2), time(3)),),) * 7),))
    assert spans_of(gone, date(2026, 3, 29)) == []


def test_each_moment_is_counted_by_the_hours_valid_then() -> None:
    """Until Sun 15 Nov 2026 from 9 to 17, from Mon 16 Nov from 10 to 14."""
    short = Week((*[(Interval(time(10), time(14)),)] * 5, (), ()), since=date(2026, 11, 16))
    changed = Schedule("Europe/Warsaw", (short, WORKDAYS))
    assert business_seconds(changed, warsaw(11, 13, 15), warsaw(11, 16, 12)) == 4 * HOUR
    assert local(add_business(changed, warsaw(11, 13, 15), 7 * HOUR)) == "Tue 17 Nov 11:00"


def test_before_the_first_version_all_time_counts() -> None:
    begun = Schedule("Europe/Warsaw", (Week(WORKDAYS.days, since=date(2026, 11, 16)),))
    # Sun 15 Nov from 20:00 counts whole (4 h), then Monday from 9.
    assert business_seconds(begun, warsaw(11, 15, 20), warsaw(11, 16, 10)) == 5 * HOUR
    assert is_open(begun, warsaw(11, 15, 20))
    assert not is_open(begun, warsaw(11, 16, 8))
    assert closing(begun, warsaw(11, 15, 20)) == warsaw(11, 16)


def test_a_break_at_noon_is_not_open() -> None:
    halves = (Interval(time(9), time(12)), Interval(time(13), time(17)))
    lunch = Schedule("Europe/Warsaw", (Week((halves,) * 7),))
    assert business_seconds(lunch, warsaw(11, 23, 11), warsaw(11, 23, 14)) == 2 * HOUR
    assert not is_open(lunch, warsaw(11, 23, 12))
    assert is_open(lunch, warsaw(11, 23, 13))
    assert local(next_opening(lunch, warsaw(11, 23, 12, 10))) == "Mon 23 Nov 13:00"


@pytest.mark.parametrize(
    ("start", "seconds", "due"),
    [
        (warsaw(11, 23, 10), 3 * HOUR, "Mon 23 Nov 13:00"),
        (warsaw(11, 23, 14), 3 * HOUR, "Mon 23 Nov 17:00"),
        (warsaw(11, 23, 14, 1), 3 * HOUR, "Tue 24 Nov 09:01"),
        (warsaw(11, 21, 12), 3 * HOUR, "Mon 23 Nov 12:00"),
        (warsaw(11, 21, 12), 0, "Mon 23 Nov 09:00"),
        (warsaw(11, 23, 17), 0, "Tue 24 Nov 09:00"),
        (warsaw(11, 10, 16), 2 * HOUR, "Thu 12 Nov 10:00"),
        (warsaw(11, 23, 9), 40 * HOUR, "Fri 27 Nov 17:00"),
    ],
)
def test_a_time_runs_while_we_are_open(start: datetime, seconds: int, due: str) -> None:
    assert local(add_business(SHOP, start, seconds)) == due


def test_we_know_when_we_close() -> None:
    assert closing(SHOP, warsaw(11, 23, 10)) == warsaw(11, 23, 17)
    assert closing(SHOP, warsaw(11, 23, 17)) is None
    assert not is_open(SHOP, warsaw(11, 23, 17))
    assert closing(ALWAYS, warsaw(11, 23, 17)) is None
    assert is_open(ALWAYS, warsaw(12, 31, 23, 59))


def test_a_shop_that_never_opens_still_has_a_day_for_everything() -> None:
    assert business_seconds(NEVER, warsaw(11, 1), warsaw(11, 30)) == 0
    assert add_business(NEVER, warsaw(11, 23, 10), HOUR) == warsaw(11, 23, 11)


times = st.integers(0, 24 * 12 - 1).map(lambda number: time(number // 12, number % 12 * 5))


@st.composite
def days(draw: st.DrawFn, least: int = 0) -> tuple[Interval, ...]:
    edges = sorted(draw(st.sets(times, min_size=least, max_size=4)))
    return tuple(Interval(*pair) for pair in zip(edges[::2], edges[1::2], strict=False) if pair[0] < pair[1])


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    since = [None, *draw(st.lists(st.dates(date(2025, 6, 1), date(2027, 6, 1)), max_size=2, unique=True))]
    # Every week has an open Monday: the settings refuse one without hours.
    weeks = tuple(
        Week((draw(days(least=2)), *(draw(days()) for _day in range(6))), day)
        for day in since[draw(st.integers(0, 1)) :]
    )
    zone = draw(st.sampled_from(["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]))
    return Schedule(zone, weeks, frozenset(draw(st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=3))))


moments = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(schedules(), moments, moments, moments)
def test_parts_of_a_span_add_up(schedule: Schedule, one: datetime, two: datetime, three: datetime) -> None:
    since, middle, until = sorted(each.replace(microsecond=0) for each in (one, two, three))
    whole = business_seconds(schedule, since, until)
    assert 0 <= whole <= (until - since).total_seconds()
    assert whole == business_seconds(schedule, since, middle) + business_seconds(schedule, middle, until)


@given(schedules(), moments, st.integers(0, 60 * HOUR))
def test_counting_back_finds_what_was_added(schedule: Schedule, start: datetime, seconds: int) -> None:
    due = add_business(schedule, start, seconds)
    assert due >= start
    assert business_seconds(schedule, start, due) == seconds
    # Nobody is told an earlier moment for a longer time.
    assert add_business(schedule, start, seconds + 60) >= due


@given(schedules(), moments)
def test_it_opens_when_it_says(schedule: Schedule, at: datetime) -> None:
    opening = next_opening(schedule, at)
    assert business_seconds(schedule, at, opening) == 0
    assert is_open(schedule, opening)
    if is_open(schedule, at):
        assert opening == at


@given(schedules(), moments)
def test_minutes_counted_one_by_one_are_the_same(schedule: Schedule, start: datetime) -> None:
    """Against the slow way: every fifth minute of a day and a half asked by the wall clock."""
    start = start.replace(minute=start.minute // 5 * 5, second=0, microsecond=0)
    steps = [start + timedelta(minutes=5 * number) for number in range(36 * 12)]
    tz = ZoneInfo(schedule.zone)
    around_the_jump = {at.astimezone(tz).utcoffset() for at in steps}
    if len(around_the_jump) > 1:
        return
    slow = sum(300 for at in steps if by_the_wall(schedule, at.astimezone(tz)))
    assert business_seconds(schedule, start, start + timedelta(hours=36)) == slow


def by_the_wall(schedule: Schedule, at: datetime) -> bool:
    hours = schedule.hours_on(at.date())
    return hours is None or any(each.opens <= at.time() < each.closes for each in hours)


def test_a_year_of_cases_is_worked_out_quickly() -> None:
    begin = warsaw(1, 2, 3)
    started = perf_counter()
    for number in range(2000):
        at = begin + timedelta(hours=4 * number)
        business_seconds(SHOP, at, at + timedelta(hours=number % 90))
    assert perf_counter() - started < 1
