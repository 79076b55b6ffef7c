"""Windows, promises and steps: pure rules, so thousands of invented cases."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from returns import rules
from returns.law.days import day_off, days_after, end_of, working_days_after
from returns.models import Case
from returns.reference import PREFIX, new_reference
from returns.rules import Bought, No, Parcel, Role, Terms
from returns.wording import BADGES, STEP_TITLES, explain

POLAND = holidays.country_holidays("PL")
TERMS = Terms(30, 14, 2, 14, POLAND, ZoneInfo("Europe/Warsaw"), "PL")
fast = settings(deadline=None, max_examples=200)
days = st.dates(date(2024, 1, 1), date(2031, 12, 31))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
statuses = st.sampled_from(["pending", "processing", "shipped", "delivered", "cancelled", "refunded"])
parcels = st.lists(
    st.builds(Parcel, st.sampled_from(["unknown", "in_transit", "delivered", "exception"]), st.none() | moments),
    max_size=3,
)
lines = st.builds(Bought, st.integers(1, 50), st.integers(0, 50), statuses, st.none() | moments, parcels)


@pytest.mark.parametrize(
    ("delivered", "ends"),
    [
        # Vectors of the facts file: 24 to 26 December are holidays in Poland, 27 December 2026 is a Sunday.
        ("2026-12-10", "2026-12-28"),
        ("2026-12-11", "2026-12-28"),
        ("2026-12-12", "2026-12-28"),
        ("2026-11-20", "2026-12-04"),
    ],
)
def test_a_period_that_ends_on_a_day_off_ends_on_the_next_working_day(delivered: str, ends: str) -> None:
    counted = days_after(date.fromisoformat(delivered), 14, POLAND)
    assert counted.day.isoformat() == ends


def test_the_explanation_names_the_holidays() -> None:
    counted = days_after(date(2026, 12, 10), 14, POLAND)
    assert [step["what"] for step in counted.steps] == [
        "start", "days", "holiday", "holiday", "holiday", "weekend", "next_working_day"
    ]  # fmt: skip
    assert any("Christmas" in line or "Wigilia" in line for line in explain({"steps": counted.steps}))


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026-11-20T15:00", "2026-11-24"),  # Friday: Monday, Tuesday
        ("2026-11-21T08:00", "2026-11-24"),  # Saturday: Monday, Tuesday
        ("2026-11-23T23:30", "2026-11-25"),  # Monday at night
        ("2026-12-23T10:00", "2026-12-29"),  # Wednesday before the holidays: 28th, 29th
    ],
)
def test_an_answer_is_due_in_working_days_of_the_shop(written: str, due: str) -> None:
    since = datetime.fromisoformat(written).replace(tzinfo=TERMS.tz)
    promise = rules.answer_due(since, TERMS)
    assert promise.at == datetime.fromisoformat(f"{due}T23:59").replace(tzinfo=TERMS.tz)
    assert promise.explanation["result"] == due
    assert promise.explanation["rule"] == "answer_in_working_days"


@fast
@given(days, st.integers(0, 60))
def test_a_period_never_ends_early_or_on_a_day_off(start: date, count: int) -> None:
    day = days_after(start, count, POLAND).day
    assert day >= start + timedelta(days=count)
    assert day_off(day, POLAND) is None
    assert day - start <= timedelta(days=count + 6)


@fast
@given(days, st.integers(1, 20))
def test_exactly_that_many_working_days_lie_in_between(start: date, count: int) -> None:
    day = working_days_after(start, count, POLAND).day
    between = [start + timedelta(days=number) for number in range(1, (day - start).days + 1)]
    assert sum(day_off(each, POLAND) is None for each in between) == count
    assert day_off(day, POLAND) is None


@fast
@given(lines, moments)
def test_never_more_comes_back_than_was_bought_and_every_no_has_a_reason(line: Bought, now: datetime) -> None:
    verdict = rules.may_return(line, now, TERMS)
    assert 0 <= verdict.quantity <= max(line.quantity - line.returned, 0)
    assert (verdict.quantity == 0) == (verdict.no is not None)


@fast
@given(lines, moments, moments)
def test_what_was_over_stays_over(line: Bought, first: datetime, second: datetime) -> None:
    early, late = sorted((first, second))
    if rules.may_return(line, early, TERMS).no is No.WINDOW_OVER:
        assert rules.may_return(line, late, TERMS).no is No.WINDOW_OVER


@fast
@given(moments)
def test_the_window_is_open_on_its_last_day_and_closed_on_the_next(arrived: datetime) -> None:
    line = Bought(1, 0, "delivered", arrived)
    last = rules.may_return(line, arrived, TERMS).last_day
    assert last is not None
    evening = end_of(last, TERMS.tz)
    assert rules.may_return(line, evening, TERMS).quantity == 1
    assert rules.may_return(line, evening + timedelta(minutes=1), TERMS).no is No.WINDOW_OVER


def test_the_last_of_several_parcels_starts_the_window() -> None:
    early, late = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)
    both = Bought(2, 0, "delivered", early, [Parcel("delivered", early), Parcel("delivered", late)])
    assert rules.may_return(both, late, TERMS).last_day == date(2026, 12, 9)


def test_no_news_is_not_a_no() -> None:
    lost = Bought(1, 0, "shipped", None, [Parcel("expired")])
    years_later = datetime(2030, 1, 1, tzinfo=UTC)
    assert rules.may_return(lost, years_later, TERMS).quantity == 1


@fast
@given(st.decimals(0, 10**6, places=2), st.integers(1, 40), st.integers(1, 40))
def test_a_part_never_costs_more_than_the_whole_and_the_whole_is_exact(total: Decimal, bought: int, part: int) -> None:
    part = min(part, bought)
    worth = rules.worth_of(total, bought, part)
    assert 0 <= worth.amount <= total
    if part == bought:
        assert worth == rules.Worth(total, True)
    assert abs(worth.amount - total * part / bought) <= Decimal("0.005")


def test_every_step_leads_to_a_status_with_words_and_only_the_table_allows_it() -> None:
    known = set(Case.Status.values)
    assert set(rules.STEPS) == set(Case.Kind.values) == set(PREFIX)
    assert set(BADGES) == known
    for kind, table in rules.STEPS.items():
        for status, steps in table.items():
            assert {status, *(rule.target for rule in steps.values())} <= known
            for verb in steps:
                assert verb in {"ask", "answer"} or (kind, verb) in STEP_TITLES


@fast
@given(st.sampled_from(sorted(rules.STEPS)), st.lists(st.sampled_from(["approve", "refund", "receive", "decline"])))
def test_a_customer_never_decides(kind: str, verbs: list[str]) -> None:
    for status in rules.STEPS[kind]:
        assert not set(rules.steps_open_to(kind, status, Role.CUSTOMER)) & set(verbs)


def test_a_reference_has_no_look_alikes_and_is_never_repeated() -> None:
    references = {new_reference("return") for _ in range(2000)}
    assert len(references) == 2000
    assert not set("01IOLU") & set("".join(reference[2:] for reference in references))


def test_a_refund_day_is_not_moved_to_a_later_one() -> None:
    since: Any = datetime(2026, 12, 12, 12, tzinfo=UTC)
    assert rules.refund_due(since, TERMS).explanation["result"] == "2026-12-26"
