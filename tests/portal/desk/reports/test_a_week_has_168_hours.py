"""Hours of the week on the shop's wall clock, also in the two weeks in which it is moved."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.desk.reports.week import HOURS, by_hour, cells, hour_of_week, hours_of, quantile

WARSAW, KOLKATA = ZoneInfo("Europe/Warsaw"), ZoneInfo("Asia/Kolkata")


def test_all_hours_of_a_common_week_come_once() -> None:
    found = hours_of(date(2026, 3, 2), date(2026, 3, 8), WARSAW)
    assert sorted(found.values()) == list(range(HOURS))


def test_monday_midnight_is_0_and_sundays_last_hour_is_167() -> None:
    assert hour_of_week(datetime(2026, 3, 2, 0, 0, tzinfo=WARSAW)) == 0
    assert hour_of_week(datetime(2026, 3, 8, 23, 59, tzinfo=WARSAW)) == 167


def test_a_spring_sunday_has_23_hours_and_the_one_that_is_skipped_was_not_quiet() -> None:
    # Clocks went from 02:00 to 03:00 on 29 March 2026; the four weeks before had that hour.
    slots = hours_of(date(2026, 3, 2), date(2026, 3, 29), WARSAW)
    assert len(slots) == 4 * 168 - 1
    moments = [datetime(2026, 3, day, 2, 30, tzinfo=WARSAW) for day in (8, 15, 22)]
    cell = cells(by_hour(moments, slots), slots)[6 * 24 + 2]
    assert (cell.seen, cell.total, cell.median) == (3, 3, 1.0)


def test_an_autumn_sunday_has_25_hours_and_both_of_one_name_are_counted() -> None:
    # 25 October 2026: 02:30 comes twice, at 00:30 and 01:30 UTC.
    slots = hours_of(date(2026, 10, 19), date(2026, 10, 25), WARSAW)
    assert len(slots) == 169
    moments = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1, 1)]
    cell = cells(by_hour(moments, slots), slots)[6 * 24 + 2]
    assert (cell.seen, cell.total, cell.median) == (2, 3, 1.5)
    assert cell.p90 == pytest.approx(1.9)


def test_midnight_and_the_last_minute_belong_to_their_day() -> None:
    slots = hours_of(date(2026, 3, 2), date(2026, 3, 8), WARSAW)
    moments = [datetime(2026, 3, 2, 0, 0, tzinfo=WARSAW), datetime(2026, 3, 8, 23, 59, 59, tzinfo=WARSAW)]
    found = cells(by_hour(moments, slots), slots)
    assert (found[0].total, found[167].total) == (1, 1)
    assert sum(cell.total for cell in found) == 2


def test_a_zone_beside_the_full_hour_is_counted_by_its_own_clock() -> None:
    slots = hours_of(date(2026, 3, 2), date(2026, 3, 8), KOLKATA)
    found = cells(by_hour([datetime(2026, 3, 2, 0, 15, tzinfo=KOLKATA)], slots), slots)
    assert found[0].total == 1


def test_quiet_weeks_count_as_weeks() -> None:
    # Five Mondays at 9: 0, 0, 2, 4, 10 contacts. Median 2; P90 lies 0.6 of the way from 4 to 10.
    assert quantile([0, 0, 2, 4, 10], 0.5) == 2
    assert quantile([0, 0, 2, 4, 10], 0.9) == pytest.approx(7.6)
