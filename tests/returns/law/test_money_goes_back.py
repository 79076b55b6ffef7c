from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from returns.law import (
    PaidLine,
    PartialRule,
    RefundFacts,
    diminished_value,
    fault_refund_due,
    may_withhold,
    reduction_refund_due,
    refund_amount,
    refund_clock,
    refund_due,
    send_back_due,
)
from returns.law.money import share_of
from tests.returns.law.laws import GERMANY, POLAND, RUSSIA, noon

D = Decimal
fast = settings(deadline=None, max_examples=200)
cents = st.integers(0, 100_000).map(lambda number: D(number) / 100)
rules = st.sampled_from(list(PartialRule))


def facts(*lines: PaidLine, **fields: object) -> RefundFacts:
    return RefundFacts(lines, **fields)  # type: ignore[arg-type]


def test_the_whole_order_gives_back_everything_with_standard_delivery() -> None:
    found = refund_amount(facts(PaidLine(1, 2, 2, D("98.00")), delivery=D("12.99"), total=D("110.99")), POLAND)
    assert (found.total, found.delivery, found.is_whole) == (D("110.99"), D("12.99"), True)


def test_a_dearer_delivery_is_paid_back_up_to_the_standard_one() -> None:
    line = PaidLine(1, 1, 1, D("100.00"))
    found = refund_amount(facts(line, delivery=D("25.00"), standard_delivery=D("9.99"), total=D("125.00")), POLAND)
    assert (found.delivery, found.supplement, found.total) == (D("9.99"), D("15.01"), D("109.99"))
    cheap = refund_amount(facts(line, delivery=D("5.00"), standard_delivery=D("9.99"), total=D("105.00")), POLAND)
    assert (cheap.delivery, cheap.supplement) == (D("5.00"), 0)


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        (PartialRule.WHOLE, D("30.00"), D("82.00")),
        (PartialRule.SHARE, D("33.60"), D("78.40")),
        (PartialRule.ALWAYS, D("42.00"), D("70.00")),
    ],
)
def test_a_part_of_the_order_follows_the_shops_rule(rule: str, first: D, second: D) -> None:
    part = facts(PaidLine(1, 1, 1, D(30)), PaidLine(2, 1, 0, D(70)), delivery=D(12), total=D(112))
    before = refund_amount(part, POLAND, rule)
    assert before.total == first
    rest = facts(
        PaidLine(1, 1, 0, D(30), before=1),
        PaidLine(2, 1, 1, D(70)),
        delivery=D(12),
        total=D(112),
        refunded_before=first,
        delivery_before=before.delivery,
    )
    assert refund_amount(rest, POLAND, rule).total == second


def test_wear_is_taken_off_only_from_somebody_who_was_told() -> None:
    line = PaidLine(1, 1, 1, D(100), reduction=D(30))
    assert refund_amount(facts(line, total=D(100)), POLAND).total == D(70)
    assert refund_amount(facts(line, total=D(100), informed=False), POLAND).total == D(100)
    assert diminished_value(D(100), D(130), informed=True) == D(100)
    assert diminished_value(D(100), D(-5), informed=None) == 0


def test_what_was_kept_for_wear_before_is_not_paid_back_with_the_rest() -> None:
    rest = facts(
        PaidLine(1, 1, 0, D(50), before=1),
        PaidLine(2, 1, 1, D(50)),
        total=D(100),
        refunded_before=D(30),
        reduced_before=D(20),
    )
    assert refund_amount(rest, POLAND).total == D(50)


def test_fees_and_discounts_nobody_put_on_a_line_come_out_right() -> None:
    lines = [PaidLine(1, 1, 1, D(60)), PaidLine(2, 1, 1, D(40))]
    found = refund_amount(facts(*lines, delivery=D(10), fees=D(4), total=D(104)), POLAND)
    assert found.total == D(104), "a discount of ten that stands on no line"
    assert found.other == D(-6)


def test_an_amount_the_shop_never_said_needs_a_person_or_the_whole_order() -> None:
    line, other = PaidLine(1, 1, 1, None), PaidLine(2, 1, 0, D(40))
    assert refund_amount(facts(line, other, total=D(100)), POLAND).total is None
    assert refund_amount(facts(line, total=D(100), delivery=D(10)), POLAND).total == D(100)


def test_russia_takes_off_what_fetching_the_goods_cost() -> None:
    line = PaidLine(1, 1, 1, D(100))
    assert refund_amount(facts(line, total=D(100), return_cost=D(8)), RUSSIA).total == D(92)
    assert refund_amount(facts(line, total=D(100), return_cost=D(8)), POLAND).total == D(100)


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[tuple[int, D]], list[list[int]], D, D]:
    """Lines (pieces, paid), withdrawals of them in steps until all is back, delivery and the least expensive one."""
    lines = draw(st.lists(st.tuples(st.integers(1, 5), cents), min_size=1, max_size=4))
    left = [pieces for pieces, _paid in lines]
    steps = []
    while any(left):
        take = [draw(st.integers(0, pieces)) for pieces in left]
        if not any(take):
            take = left
        left = [pieces - taken for pieces, taken in zip(left, take, strict=True)]
        steps.append(take)
    return lines, steps, draw(cents), draw(cents)


@fast
@given(orders(), rules)
def test_withdrawals_in_parts_come_to_what_one_would_have_been(
    order: tuple[list[tuple[int, D]], list[list[int]], D, D], rule: str
) -> None:
    lines, steps, delivery, standard = order
    total = sum((paid for _pieces, paid in lines), delivery)
    before, refunded, of_delivery = [0] * len(lines), D(0), D(0)
    for take in steps:
        said = facts(
            *(
                PaidLine(number, pieces, now, paid, before=earlier)
                for number, ((pieces, paid), now, earlier) in enumerate(zip(lines, take, before, strict=True))
            ),
            delivery=delivery,
            standard_delivery=standard,
            total=total,
            refunded_before=refunded,
            delivery_before=of_delivery,
        )
        found = refund_amount(said, POLAND, rule)
        assert found.total is not None
        assert found.total >= 0
        assert found.delivery <= min(delivery, standard), "the cap is never exceeded"
        parts = sum((line.amount for line in found.lines if line.amount), D(0))
        assert found.total == parts + found.delivery + found.other
        refunded += found.total
        of_delivery += found.delivery
        assert refunded <= total
        before = [earlier + now for earlier, now in zip(before, take, strict=True)]
    assert refunded == total - max(delivery - standard, D(0))


@fast
@given(cents, st.integers(1, 9))
def test_shares_add_up_to_the_cent(paid: D, pieces: int) -> None:
    step = D("0.01")
    parts = [
        share_of(paid, pieces, number, step) - share_of(paid, pieces, number - 1, step)
        for number in range(1, pieces + 1)
    ]
    assert sum(parts) == paid
    assert all(part >= 0 for part in parts)


def test_the_money_is_due_fourteen_days_after_we_were_told() -> None:
    due = refund_due(noon(2026, 12, 10), POLAND)
    assert (due.value, due.latest) == (date(2026, 12, 24), date(2026, 12, 28))
    assert refund_due(noon(2026, 12, 10), GERMANY).latest == date(2026, 12, 28), "the merchant's holidays"
    assert refund_due(noon(2026, 12, 10), RUSSIA).value == date(2026, 12, 20)


def test_the_money_may_wait_for_goods_or_proof() -> None:
    told = noon(2026, 11, 2)
    waiting = may_withhold(POLAND)
    assert (waiting.may, waiting.why) == (True, "waiting")
    assert refund_clock(told, waiting, POLAND).value is None
    sent = may_withhold(POLAND, dispatched_at=noon(2026, 11, 5), goods_back_at=noon(2026, 11, 9))
    assert (sent.may, sent.why, sent.released_at) == (False, "dispatched", noon(2026, 11, 5))
    assert refund_clock(told, sent, POLAND).value == date(2026, 11, 16), "within the fourteen days all the same"
    late = may_withhold(POLAND, goods_back_at=noon(2026, 11, 28))
    clock = refund_clock(told, late, POLAND)
    assert (clock.value, clock.rule) == (date(2026, 11, 28), "refund_after_goods")
    assert clock.latest == date(2026, 11, 30)


def test_the_money_does_not_wait_when_we_collect_or_the_law_has_no_waiting() -> None:
    assert may_withhold(POLAND, we_collect=True).may is False
    assert may_withhold(RUSSIA).may is False
    assert refund_clock(noon(2026, 11, 2), may_withhold(POLAND, we_collect=True), POLAND).value == date(2026, 11, 16)


def test_the_customer_sends_back_within_fourteen_days_on_a_working_day() -> None:
    assert send_back_due(noon(2026, 12, 10), POLAND).value == date(2026, 12, 28)
    assert send_back_due(noon(2026, 12, 10), GERMANY).value == date(2026, 12, 24)


def test_money_for_a_fault_has_its_own_days() -> None:
    for rule in (reduction_refund_due, fault_refund_due):
        assert rule(noon(2026, 11, 2), POLAND).value == date(2026, 11, 16)
        assert rule(noon(2026, 11, 2), RUSSIA).value == date(2026, 11, 12)


@fast
@given(st.dates(date(2024, 1, 1), date(2031, 1, 1)), st.integers(0, 60))
def test_the_clock_never_runs_out_before_the_goods_were_released(told: date, later: int) -> None:
    at = noon(told.year, told.month, told.day)
    released = at + timedelta(days=later)
    clock = refund_clock(at, may_withhold(POLAND, goods_back_at=released), POLAND)
    assert clock.day
    assert clock.day >= max(told + timedelta(days=14), POLAND.day(released))
    assert clock.latest
    assert clock.latest >= clock.day
