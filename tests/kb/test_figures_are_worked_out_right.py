"""The arithmetic of the figures, against examples worked out by hand and what must hold for any numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.figures.gaps import Searches, avoidable
from kb.figures.rules import (
    EDGES,
    Period,
    Quality,
    Readings,
    View,
    change,
    due_date,
    freshness,
    quality,
    quantile,
    shrunk,
    tally,
    wilson,
)

TODAY = date(2026, 3, 28)
SHARE = st.floats(0, 1)
COUNTS = st.lists(st.integers(0, 50), min_size=len(EDGES), max_size=len(EDGES)).filter(any)


@pytest.mark.parametrize(
    ("view", "names"),
    [
        (View(timed=False), {"views"}),
        (View(True, 2_000, 10), {"views", "timed", "bounce", "seconds_0", "short_solved", "solved"}),
        (View(True, 45_000, 80), {"views", "timed", "scan", "seconds_45", "short_solved", "solved"}),
        (View(True, 80_000, 100), {"views", "timed", "read", "seconds_75", "engaged", "solved"}),
        (View(True, 20_000, 30, contacted=True),
         {"views", "timed", "glance", "seconds_20", "short_failed", "contacted"}),
        (View(True, 20_000, 100, end_seen=True, searched=True),
         {"views", "timed", "glance", "seconds_20", "short_failed", "searched", "engaged"}),
        (View(True, 90_000, 100, voted_no=True),
         {"views", "timed", "read", "seconds_90", "long_failed", "voted_no", "engaged"}),
        (View(True, 700_000, 100), {"views", "timed", "struggle", "seconds_600", "engaged"}),
        (View(True, 62_000, 100, end_seen=True), {"views", "timed", "read", "seconds_60", "engaged", "solved"}),
    ],
)  # fmt: skip
def test_a_view_counts_where_it_belongs(view: View, names: set[str]) -> None:
    assert set(tally(view, expected_seconds=100)) == names


@given(st.booleans(), st.integers(0, 1_800_000), st.integers(0, 100), *[st.booleans()] * 4, st.integers(0, 3000))
def test_every_timed_view_has_one_class_one_step_and_one_end(
    timed: bool, active: int, scroll: int, end: bool, asked: bool, again: bool, no: bool, expected: int
) -> None:
    names = tally(View(timed, active, scroll, end, asked, again, no), expected)
    assert len(names) == len(set(names))
    assert sum(name in {"bounce", "glance", "scan", "read", "struggle"} for name in names) == int(timed)
    assert sum(name.startswith("seconds_") for name in names) == int(timed)
    assert not ({"solved"} & set(names) and {"short_failed", "long_failed"} & set(names))


def at(**steps: int) -> list[int]:
    return [steps.get(f"s{edge}", 0) for edge in EDGES]


def test_a_median_lies_in_the_step_where_half_of_the_views_are() -> None:
    assert quantile(at(s30=4), 0.5) == 37.5
    assert quantile(at(s0=1, s60=2, s300=1), 0.5) == 67.5
    assert quantile(at(s600=2), 1.0) == 1800


@given(COUNTS, SHARE, SHARE)
def test_quantiles_grow_and_stay_between_nothing_and_half_an_hour(counts: list[int], one: float, other: float) -> None:
    low, high = quantile(counts, min(one, other)), quantile(counts, max(one, other))
    assert 0 <= low <= high <= 1800


@pytest.mark.parametrize(
    ("yes", "total", "low", "high"),
    # From the formula of Wilson (1927); 8 of 10 is the example of Agresti and Coull.
    [(0, 0, 0, 1), (8, 10, 0.4902, 0.9433), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (90, 100, 0.8256, 0.9448)],
)
def test_a_share_has_wilsons_interval(yes: int, total: int, low: float, high: float) -> None:
    assert wilson(yes, total) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_one_more_yes_raises_it(yes: int, no: int) -> None:
    low, high = wilson(yes, yes + no)
    assert 0 <= low <= high <= 1
    if yes + no:
        assert low - 1e-9 <= yes / (yes + no) <= high + 1e-9
    assert wilson(yes + 1, yes + no + 1)[0] >= low


def test_few_views_say_little_against_the_whole_site() -> None:
    assert shrunk(0, 0, 0.6) == 0.6
    assert shrunk(10, 10, 0.5) == pytest.approx(20 / 30)
    assert shrunk(1000, 1000, 0.5) > 0.98


@pytest.mark.parametrize(("days", "fresh"), [(-30, 1.0), (0, 1.0), (45, 0.75), (90, 0.5), (180, 0.0), (400, 0.0)])
def test_freshness_fades_within_half_a_year_after_the_review_is_due(days: int, fresh: float) -> None:
    assert freshness(TODAY - timedelta(days=days), TODAY) == pytest.approx(fresh)


def test_a_changed_setting_ends_freshness_and_no_date_at_all_is_none() -> None:
    assert freshness(TODAY + timedelta(days=9), TODAY, setting_changed=True) == 0
    assert freshness(None, TODAY) == 0
    assert due_date(None, TODAY) == TODAY + timedelta(days=365)
    assert due_date(TODAY, TODAY - timedelta(days=900)) == TODAY


def test_the_score_is_the_one_worked_out_by_hand() -> None:
    """S = (30 + 20·0.5)/(40 + 20) = 0.6667, V = Wilson(8 of 10) = 0.4902, R = 24/40 = 0.6, F = 0.75."""
    readings = Readings({"views": 50, "timed": 40, "solved": 30, "engaged": 24})
    found = quality(readings, (8, 10), 0.5, 0.75)
    assert found.score == pytest.approx(45 * 0.666667 + 25 * 0.490157 + 15 * 0.6 + 15 * 0.75, abs=1e-3)
    assert found.score == pytest.approx(62.504, abs=1e-3)
    assert (found.n, found.coverage, found.sure) == (40, 0.8, True)


def test_the_score_of_fewer_than_thirty_views_is_not_sure() -> None:
    assert not quality(Readings({"views": 29, "timed": 29}), (0, 0), 0.5, 1).sure
    assert quality(Readings({"views": 30, "timed": 30}), (0, 0), 0.5, 1).sure


def test_an_article_that_nobody_read_has_the_sites_share_and_no_votes() -> None:
    found = quality(Readings({}), (0, 0), 0.7, 1.0)
    assert (found.solved, found.votes, found.read, found.coverage) == (0.7, 0, 0, 0)


@given(SHARE, SHARE, SHARE, SHARE, SHARE)
def test_a_score_lies_between_0_and_100_and_no_better_part_lowers_it(
    solved: float, votes: float, read: float, fresh: float, more: float
) -> None:
    one = Quality(solved, votes, read, fresh, 30, 1)
    assert 0 <= one.score <= 100 + 1e-9
    for better in (
        Quality(max(solved, more), votes, read, fresh, 30, 1),
        Quality(solved, max(votes, more), read, fresh, 30, 1),
        Quality(solved, votes, max(read, more), fresh, 30, 1),
        Quality(solved, votes, read, max(fresh, more), 30, 1),
    ):
        assert better.score >= one.score


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 50), st.integers(0, 50), SHARE, SHARE)
def test_the_four_parts_are_shares_whatever_was_counted(
    timed: int, untimed: int, yes: int, no: int, site: float, fresh: float
) -> None:
    solved = timed // 2
    readings = Readings({"views": timed + untimed, "timed": timed, "solved": solved, "engaged": timed // 3})
    found = quality(readings, (yes, yes + no), site, fresh)
    assert all(0 <= part <= 1 for part in (found.solved, found.votes, found.read, found.fresh, found.coverage))
    better = quality(Readings({**readings.counts, "solved": min(timed, solved + 1)}), (yes, yes + no), site, fresh)
    assert better.score >= found.score


def test_fewer_than_five_readers_are_never_shown() -> None:
    few = Readings({"views": 4, "timed": 4, "short_solved": 4, "read": 4, "seconds_30": 4})
    assert (few.views, few.coverage, few.median, few.short_failed, few.solved) == (None,) * 5
    assert set(few.classes.values()) == {None}


def test_times_need_five_timed_views_of_their_own() -> None:
    some = Readings({"views": 6, "timed": 4, "seconds_30": 4})
    assert (some.views, some.coverage, some.median) == (6, 4 / 6, None)


def test_a_change_needs_a_period_before() -> None:
    assert change(12, 10) == pytest.approx(0.2)
    assert change(12, None) is None
    assert change(12, 0) is None
    assert change(None, 10) is None


def test_a_period_ends_today_and_the_one_before_ends_the_day_before_it() -> None:
    week = Period(TODAY, 7)
    assert (week.since, week.today) == (date(2026, 3, 22), TODAY)
    assert (week.before.since, week.before.today) == (date(2026, 3, 15), date(2026, 3, 21))


def test_avoidable_contacts_are_known_cases_or_what_is_usual() -> None:
    assert avoidable(Searches(searches=40, without_result=40, cases=10), usual=0.1) == 10
    assert avoidable(Searches(searches=10, clicks=10, cases=3), usual=0.1) == 3
    assert avoidable(Searches(searches=30, without_result=10, clicks=5), usual=0.2) == pytest.approx(25 * 4 / 45)
    assert avoidable(Searches(), usual=0.0) == 0


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 50), SHARE)
def test_one_more_search_in_vain_never_saves_less(without: int, clicks: int, cases: int, usual: float) -> None:
    def saved(more: int) -> float:
        return avoidable(Searches(without + more + clicks, without + more, clicks, cases), usual)

    assert saved(1) >= saved(0) - 1e-9
    assert saved(0) >= cases
