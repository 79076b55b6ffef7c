from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from returns.law import Begins, Contract, Good, Law, Why, withdrawal_end, withdrawal_verdict, withdrawal_verdicts
from returns.law.days import day_off, days_after
from tests.returns.law.laws import BUSINESS, FRANCE, GERMANY, POLAND, RUSSIA, noon, on, sale

fast = settings(deadline=None, max_examples=150)
days = st.dates(date(2024, 1, 1), date(2031, 12, 31))
laws = st.sampled_from([POLAND, GERMANY, FRANCE, RUSSIA])


@pytest.mark.parametrize(
    ("delivered", "ends"),
    [
        (noon(2026, 12, 10), date(2026, 12, 28)),
        (noon(2026, 12, 11), date(2026, 12, 28)),
        (noon(2026, 12, 12), date(2026, 12, 28)),
        (noon(2026, 11, 20), date(2026, 12, 4)),
    ],
)
def test_the_vectors_of_the_facts_come_out(delivered: datetime, ends: date) -> None:
    found = withdrawal_end(sale(delivered), POLAND)
    assert found.value == ends
    assert found.rule == "withdrawal_period"


def test_holidays_are_those_of_the_consumers_country() -> None:
    # 24 December is a holiday in Poland and none in Germany.
    assert withdrawal_end(sale(noon(2026, 12, 10)), GERMANY).value == date(2026, 12, 24)
    assert withdrawal_end(sale(noon(2026, 12, 10)), POLAND).value == date(2026, 12, 28)


def test_the_day_is_the_one_on_the_consumers_clock() -> None:
    # 23:30 UTC is half past midnight of the 21st in Warsaw.
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert withdrawal_end(sale(late), POLAND).value == date(2026, 12, 7), "5 and 6 December are a week-end"


def test_it_begins_with_the_last_good_and_the_last_lot() -> None:
    both = sale(noon(2026, 11, 2), noon(2026, 11, 20))
    assert withdrawal_end(both, POLAND).value == date(2026, 12, 4)
    lots = Contract([Good(2, delivered=[noon(2026, 11, 2), noon(2026, 11, 20)])], noon(2026, 11, 1))
    assert withdrawal_end(lots, POLAND).value == date(2026, 12, 4)


def test_regular_deliveries_begin_with_the_first_and_services_with_the_contract() -> None:
    parcels = sale(noon(2026, 11, 20), None, begins=Begins.FIRST_GOOD)
    assert withdrawal_end(parcels, POLAND).value == date(2026, 12, 4)
    service = sale(None, begins=Begins.CONTRACT)
    assert withdrawal_end(service, POLAND).value == date(2026, 11, 16), "ordered on the 1st, the 15th is a Sunday"


@pytest.mark.parametrize("contract", [sale(None), sale(noon(2026, 1, 5), None), Contract([], noon(2026, 1, 1))])
def test_an_unknown_delivery_leaves_it_open(contract: Contract) -> None:
    found = withdrawal_end(contract, POLAND)
    assert found.value is None
    assert found.steps == [{"what": "unknown"}]
    for verdict in withdrawal_verdicts(contract, POLAND, noon(2030, 1, 1)):
        assert verdict.is_open


def test_a_parcel_on_its_way_has_not_begun_it() -> None:
    contract = Contract([Good(1, delivered=[None], is_on_its_way=True)], noon(2026, 11, 1))
    assert withdrawal_end(contract, POLAND).steps == [{"what": "not_arrived"}]


def test_it_ends_at_midnight_of_its_last_day() -> None:
    contract = sale(noon(2026, 11, 20))
    good = contract.goods[0]
    last = datetime(2026, 12, 4, 22, 59, 59, tzinfo=UTC)
    assert withdrawal_verdict(good, contract, POLAND, last).is_open
    over = withdrawal_verdict(good, contract, POLAND, last + timedelta(seconds=1))
    assert (over.no, over.last_day, over.quantity) == (Why.OVER, date(2026, 12, 4), 0)


def test_nobody_told_the_consumer_so_it_lasts_twelve_months_more() -> None:
    found = withdrawal_end(sale(noon(2026, 11, 20), informed=False), POLAND)
    assert found.value == date(2027, 12, 6), "4 December 2027 is a Saturday"
    assert found.rule == "withdrawal_not_informed"
    assert [step["what"] for step in found.steps] == [
        "delivered", "days", "months", "weekend", "weekend", "next_working_day"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "ends", "rule"),
    [
        (noon(2026, 11, 10), date(2026, 12, 4), "withdrawal_period"),  # before the delivery
        (noon(2026, 11, 20), date(2026, 12, 4), "withdrawal_period"),
        (noon(2027, 3, 1), date(2027, 3, 15), "withdrawal_informed_late"),
        (noon(2027, 12, 3), date(2027, 12, 6), "withdrawal_not_informed"),  # never later than the twelve months
    ],
)
def test_told_late_is_fourteen_days_from_then(told: datetime, ends: date, rule: str) -> None:
    found = withdrawal_end(sale(noon(2026, 11, 20), informed=False, informed_at=told), POLAND)
    assert (found.value, found.rule) == (ends, rule)


def test_a_visit_nobody_asked_for_gives_thirty_days_in_poland() -> None:
    visit = sale(noon(2026, 11, 2), is_unsolicited_visit=True)
    assert withdrawal_end(visit, POLAND).value == date(2026, 12, 2)
    assert withdrawal_end(visit, GERMANY).value == date(2026, 11, 16)


def test_russia_has_seven_days_and_three_months() -> None:
    assert withdrawal_end(sale(noon(2026, 11, 10)), RUSSIA).value == date(2026, 11, 17)
    assert withdrawal_end(sale(noon(2026, 11, 10), informed=False), RUSSIA).value == date(2027, 2, 17)


def test_a_business_has_no_such_right() -> None:
    contract = sale(noon(2026, 11, 20))
    found = withdrawal_end(contract, BUSINESS)
    assert (found.value, found.rule) == (None, "withdrawal_not_for_business")
    assert withdrawal_verdicts(contract, BUSINESS, noon(2026, 11, 21))[0].no is Why.BUSINESS


def test_a_line_says_why_not() -> None:
    proven = {"exception": "made_to_order", "evidence": {"specification": "engraved"}}
    goods = [
        Good(2, taken=2, delivered=[noon(2026, 11, 20)]),
        Good(2, taken=1, delivered=[noon(2026, 11, 20)]),
        Good(1, delivered=[noon(2026, 11, 20)], **proven),
        Good(1, delivered=[noon(2026, 11, 20)], exception="made_to_order"),
    ]
    found = withdrawal_verdicts(Contract(goods, noon(2026, 11, 1)), POLAND, noon(2026, 11, 21))
    assert [verdict.no for verdict in found] == [Why.ALREADY_RETURNED, None, Why.EXCLUDED, None]
    assert [verdict.quantity for verdict in found] == [0, 1, 0, 1]
    assert found[2].evidence == {"specification": "engraved"}
    cancelled = Contract(goods, noon(2026, 11, 1), is_cancelled=True)
    assert {verdict.no for verdict in withdrawal_verdicts(cancelled, POLAND, noon(2026, 11, 21))} == {Why.CANCELLED}


@fast
@given(days, laws)
def test_it_never_ends_on_a_day_off_nor_before_its_days(delivered: date, law: Law) -> None:
    end = withdrawal_end(sale(on(delivered)), law).day
    assert end
    nominal = delivered + timedelta(days=law.pack.withdrawal_days or 0)
    assert day_off(end, law.calendar) is None
    assert end >= nominal, "only moved on, never back"
    between = (nominal + timedelta(days=number) for number in range((end - nominal).days))
    days_inside = (delivered + timedelta(days=number) for number in range(1, (end - delivered).days + 1))
    working = sum(day_off(day, law.calendar) is None for day in days_inside)
    # Regulation 1182/71 art. 3(5): a period of two days or more has two working days in it.
    assert working == 2 or all(day_off(day, law.calendar) for day in between), "not moved further than it must"


@fast
@given(days, st.integers(0, 40), laws)
def test_a_later_delivery_never_ends_sooner(delivered: date, more: int, law: Law) -> None:
    later = delivered + timedelta(days=more)
    assert withdrawal_end(sale(on(delivered)), law).day <= withdrawal_end(sale(on(later)), law).day  # type: ignore[operator]


@fast
@given(st.lists(days, min_size=1, max_size=4), laws)
def test_one_more_good_never_shortens_it(delivered: list[date], law: Law) -> None:
    one = withdrawal_end(sale(on(delivered[0])), law).day
    together = withdrawal_end(sale(*map(on, delivered)), law).day
    assert one
    assert together
    assert together >= one
    assert together == withdrawal_end(sale(on(max(delivered))), law).day


@fast
@given(days, st.none() | st.integers(-30, 800), laws)
def test_not_being_told_never_shortens_it(delivered: date, told: int | None, law: Law) -> None:
    usual = withdrawal_end(sale(on(delivered)), law).day
    at = None if told is None else on(delivered + timedelta(days=told))
    longer = withdrawal_end(sale(on(delivered), informed=False, informed_at=at), law).day
    never_told = withdrawal_end(sale(on(delivered), informed=False), law).day
    assert usual
    assert longer
    assert never_told
    assert usual <= longer <= never_told


@fast
@given(days, st.integers(2, 30), st.sets(days, max_size=60), st.booleans())
def test_a_period_holds_two_working_days(begins: date, count: int, off: set[date], crowded: bool) -> None:
    """Also where nearly every day is a holiday (Regulation 1182/71 art. 3(5))."""
    holidays: dict[Any, str] = dict.fromkeys(off, "off")
    if crowded:
        holidays |= {begins + timedelta(days=number): "off" for number in range(40)}
    counted = days_after(begins, count, holidays)  # type: ignore[arg-type]
    inside = [begins + timedelta(days=number) for number in range(1, (counted.day - begins).days + 1)]
    assert sum(day_off(day, holidays) is None for day in inside) >= 2  # type: ignore[arg-type]
    assert day_off(counted.day, holidays) is None  # type: ignore[arg-type]
