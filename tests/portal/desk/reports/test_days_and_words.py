"""Which days an address means, how figures are said, and where a drawing's axis ends."""

from datetime import date

import pytest

from portal.desk.reports import words
from portal.desk.reports.charts import Point, nice, over_time, scale
from portal.desk.reports.periods import months, next_month, read

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        ({}, date(2026, 10, 24), TODAY),
        ({"period": "7"}, date(2026, 11, 16), TODAY),
        ({"period": "90"}, date(2026, 8, 25), TODAY),
        ({"period": "2026-02"}, date(2026, 2, 1), date(2026, 2, 28)),
        ({"period": "2024-02"}, date(2024, 2, 1), date(2024, 2, 29)),
        ({"period": "custom", "since": "2026-01-05", "until": "2026-01-05"}, date(2026, 1, 5), date(2026, 1, 5)),
    ],
)
def test_an_address_names_days(asked: dict[str, str], since: date, until: date) -> None:
    found, wrong = read(asked, TODAY)
    assert (found.since, found.until, wrong) == (since, until, [])


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"period": "2026-13"}, ["period"]),
        ({"period": "٢٠٢٦-٠١"}, ["period"]),
        ({"period": "custom", "since": "yesterday", "until": "2026-01-05"}, ["since"]),
        ({"period": "custom", "since": "2026-01-06", "until": "2026-01-05"}, ["until"]),
        ({"period": "custom", "since": "2020-01-06", "until": "2026-01-05"}, ["until"]),
        ({"period": "custom", "since": "0001-01-01", "until": "2026-01-05"}, ["since"]),
    ],
)
def test_days_that_make_no_sense_are_told_and_the_last_30_shown(asked: dict[str, str], wrong: list[str]) -> None:
    found, named = read(asked, TODAY)
    assert (found.since, named) == (date(2026, 10, 24), wrong)


def test_the_months_go_back_a_year() -> None:
    found = months(TODAY)
    assert (len(found), found[0], found[-1]) == (13, date(2026, 11, 1), date(2025, 11, 1))
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (59.4, "59 s"), (60, "1 min"), (3599, "1 h"), (12_000, "3 h 20 min"), (187_200, "2 d 4 h")],
)
def test_times_are_said_as_people_do(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_a_change_says_in_words_whether_it_is_for_the_better() -> None:
    slower = words.change("first_response", "seconds", 120, 100)
    assert slower is not None
    assert (slower.text, str(slower.word), slower.look) == ("+20%", "worse", "bad")
    happier = words.change("csat", "share", 0.85, 0.80)
    assert happier is not None
    assert (happier.text, str(happier.word), happier.look) == ("+5 points", "better", "good")
    rate = words.change("reopen_rate", "share", 0.10, 0.05)
    assert rate is not None
    assert rate.look == "bad"
    busier = words.change("contacts", "count", 12, 10)
    assert busier is not None
    assert (str(busier.word), busier.look) == ("more", "plain")


def test_the_same_is_no_change_and_nothing_before_is_none() -> None:
    same = words.change("csat", "share", 0.8, 0.8)
    assert same is not None
    assert same.look == "plain"
    assert words.change("csat", "share", 0.8, None) is None
    assert words.change("backlog", "count", 8, 0) is None


@pytest.mark.parametrize(
    ("highest", "unit", "top"),
    [
        (7, "count", 8),
        (11, "count", 20),
        (1, "count", 2),
        (0.83, "share", 1),
        (0.03, "share", 0.04),
        (5000, "seconds", 7200),
    ],
)
def test_an_axis_ends_on_a_round_number(highest: float, unit: str, top: float) -> None:
    assert nice(highest, unit) == pytest.approx(top)


def test_a_day_without_a_figure_breaks_the_line() -> None:
    points = [Point("1", 10, ""), Point("2", None, ""), Point("3", 20, ""), Point("4", 30, "")]
    to = scale(points, "seconds")
    drawing = over_time(points, "seconds", ("Median", "P90", "Before"), [], to)
    line = next(each for each in drawing.lines if each.look == "value")
    assert line.d.count("M") == 2
    assert line.d.startswith("M75.00 150.00h0 M375.00 120.00 L")


def test_points_of_a_score_may_be_below_nothing() -> None:
    to = scale([Point("1", -50, ""), Point("2", 20, "")], "score")
    assert (to.low, to.high, to.y(0)) == (-100, 100, 90)
