"""Whatever is taken off, paid before or sent in parts: never below nothing, never more than was paid, explained."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.models import Order, OrderLine
from returns.law.money import refund_amount
from returns.law.of_orders import law_for
from returns.law.packs import Protection
from returns.logistics.money import Past, facts_of
from returns.logistics.rules import Owed, Paid, settles, whose
from returns.models import CaseLine

cents = st.integers(min_value=0, max_value=50_000).map(lambda number: Decimal(number) / 100)
STEP = Decimal("0.01")


@st.composite
def orders_and_findings(draw: Any) -> tuple[Order, list[CaseLine], Past]:
    """An order in memory with its case lines after inspection, and what went back before."""
    count = draw(st.integers(min_value=1, max_value=4))
    paid = [draw(cents) for _ in range(count)]
    delivery = draw(cents)
    order = Order(
        pk=1, currency="PLN", shipping_total=delivery, total=sum(paid, delivery), amounts_include_tax=True,
        withdrawal_informed=draw(st.sampled_from([None, True, False])),
    )  # fmt: skip
    lines = []
    for pk, price in enumerate(paid, start=1):
        bought = OrderLine(pk=pk, order=order, name=f"Mug {pk}", quantity=draw(st.integers(1, 5)), total=price)
        outcome = draw(st.sampled_from(CaseLine.Outcome.values))
        quantity = draw(st.integers(1, bought.quantity))
        lines.append(
            CaseLine(
                pk=pk, order_line=bought, quantity=quantity, received_quantity=draw(st.integers(0, quantity)),
                outcome=outcome, reduction=draw(cents) if outcome == "reduced" else None,
                reduction_reason="Worn." if outcome != "accepted" else "",
            )
        )  # fmt: skip
    before = draw(st.integers(0, int(order.total * 100)).map(lambda number: Decimal(number) / 100))
    return order, lines, Past(before, {}, Decimal(0), Decimal(0), {})


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(orders_and_findings(), st.sampled_from(["whole", "share", "always"]))
def test_the_sum_is_never_below_nothing_nor_above_what_was_paid(
    drawn: tuple[Order, list[CaseLine], Past], rule: str
) -> None:
    order, lines, past = drawn
    facts = facts_of_memory(order, lines, past)
    found = refund_amount(facts, law_for("PL", Protection.CONSUMER, home="PL"), rule)
    assert found.total is not None
    assert 0 <= found.total <= order.total - past.amount
    # Every coin that is kept of a line stands there as a reduction with its own step.
    steps = [step for step in found.steps if step["what"] == "reduction"]
    assert sum((Decimal(step["amount"]) for step in steps), Decimal(0)) == -sum(
        (line.reduction for line in found.lines), Decimal(0)
    )
    for line in found.lines:
        assert line.paid is not None
        assert line.amount is not None
        assert 0 <= line.amount <= line.paid
    if order.withdrawal_informed is False:
        assert not steps


def facts_of_memory(order: Order, lines: list[CaseLine], past: Past) -> Any:
    class Held:
        """The order's lines as the query gives them."""

        def order_by(self, *names: str) -> list[OrderLine]:
            return [line.order_line for line in lines]

    class Memory:
        def __getattr__(self, name: str) -> Any:
            return Held() if name == "lines" else getattr(order, name)

    return facts_of(Memory(), lines, past)  # type: ignore[arg-type]


@given(cents, cents, cents)
def test_only_the_whole_amount_settles_a_case_without_named_pieces(
    owed: Decimal, before: Decimal, paid: Decimal
) -> None:
    waiting = Owed(1, owed, "PLN", {1: 1}, before)
    assert settles(Paid(paid, "PLN"), waiting, STEP) == (abs(before + paid - owed) <= STEP)
    assert not settles(Paid(paid, "EUR"), waiting, STEP)


@given(cents)
def test_two_cases_that_fit_equally_are_left_to_a_person(amount: Decimal) -> None:
    twins = [Owed(number, amount, "PLN", {number: 1}) for number in (1, 2)]
    assert whose(Paid(amount, "PLN"), twins, STEP) is None
    assert whose(Paid(amount, "PLN", {1: 1}), twins, STEP) == 1


@pytest.mark.parametrize(
    ("named", "settled"), [({1: 1, 2: 2}, True), ({1: 1, 2: 1}, False), ({1: 1, 2: 2, 3: 1}, False), ({}, False)]
)
def test_named_pieces_cover_the_case_and_nothing_else(named: dict[int, int], settled: bool) -> None:
    waiting = Owed(1, Decimal(100), "PLN", {1: 1, 2: 2})
    assert settles(Paid(Decimal(70), "PLN", named), waiting, STEP) is settled
