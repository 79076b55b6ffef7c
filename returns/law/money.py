"""What is paid back after a withdrawal, line by line, with delivery (W7, W9, W14); in the order's currency."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from returns.law.days import Step
from returns.law.explained import Explained
from returns.law.jurisdiction import Law

ZERO = Decimal(0)


class PartialRule(StrEnum):
    """W14: the Directive does not say what becomes of delivery when only a part is withdrawn; the shop decides."""

    WHOLE = "whole"  # standard delivery with the last piece of the whole order
    SHARE = "share"  # as much of it as of the goods' price
    ALWAYS = "always"  # all of it with the first piece


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One order line. `paid` with tax, after discounts, for all `bought` pieces; None: the shop did not say.

    `taken` pieces come back now, `before` came in earlier withdrawals. `reduction`: value lost by use (W9).
    """

    key: int
    bought: int
    taken: int
    paid: Decimal | None
    before: int = 0
    reduction: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """`delivery`: paid for it, with tax. `standard_delivery`: the least expensive offered; None: what was paid.

    `fees`: other payments of the contract, such as cash on delivery. `total`: all that was paid; None: not known.
    `refunded_before`: all that went back already, `delivery_before` how much of it was delivery and fees,
    `reduced_before` what was kept for wear then. `step`: the currency's smallest coin. `informed`: False when nobody
    told the consumer of the right, who then owes nothing for wear (art. 14(2)). `return_cost`: what fetching the goods
    cost the seller; only some laws let it be taken off.
    """

    lines: Sequence[PaidLine]
    delivery: Decimal | None = None
    standard_delivery: Decimal | None = None
    fees: Decimal = ZERO
    total: Decimal | None = None
    refunded_before: Decimal = ZERO
    delivery_before: Decimal = ZERO
    reduced_before: Decimal = ZERO
    return_cost: Decimal = ZERO
    informed: bool | None = None
    step: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class LineRefund:
    """`amount` = `paid` for these pieces less `reduction`; None when the shop did not say what the line cost."""

    key: int
    quantity: int
    paid: Decimal | None
    reduction: Decimal = ZERO

    @property
    def amount(self) -> Decimal | None:
        return None if self.paid is None else self.paid - self.reduction


@dataclass(frozen=True, slots=True)
class RefundSum:
    """`total` None: an amount is missing and a person has to say it. `other`: fees, and what lines leave out."""

    lines: list[LineRefund]
    delivery: Decimal
    other: Decimal
    total: Decimal | None
    explained: Explained
    is_whole: bool = False
    # The supplement over the least expensive delivery, which stays paid.
    supplement: Decimal = ZERO
    steps: list[Step] = field(default_factory=list)


def refund_amount(facts: RefundFacts, law: Law, partial_rule: str = PartialRule.WHOLE) -> RefundSum:
    """W7: all payments, delivery up to the least expensive standard one; W14 for a part of the order.

    Several withdrawals that together are the whole order come to what one would have been, to the cent. Never more
    than was paid, less what was paid back before.
    """
    lines = [_line(line, facts) for line in facts.lines]
    is_whole = bool(facts.lines) and all(line.before + line.taken >= line.bought for line in facts.lines)
    paid = facts.delivery or ZERO
    standard = paid if facts.standard_delivery is None else min(paid, max(facts.standard_delivery, ZERO))
    owed = standard + facts.fees
    beside = max(_beside(owed, facts, is_whole, partial_rule) - facts.delivery_before, ZERO)
    delivery = min(beside, max(standard - facts.delivery_before, ZERO))
    other = beside - delivery
    total = _goods(lines)
    supplement = paid - standard
    if is_whole:
        other, total = _rest(facts, lines, delivery, other, supplement, total)
    fetched = facts.return_cost if law.pack.deducts_return_cost else ZERO
    total = None if total is None else total + delivery + other - fetched
    if total is not None and facts.total is not None:
        total = max(min(total, facts.total - facts.refunded_before), ZERO)
    steps = _steps(lines, delivery, other, supplement, is_whole, partial_rule, facts)
    if fetched:
        steps.append({"what": "return_cost", "amount": str(-fetched)})
    inputs = law.inputs(partial_rule=str(partial_rule), whole=is_whole, standard_delivery=standard, delivery=paid)
    explained = Explained(total, "refund_amount", inputs, steps)
    return RefundSum(lines, delivery, other, total, explained, is_whole, supplement, steps)


def diminished_value(paid: Decimal, reduction: Decimal, *, informed: bool | None) -> Decimal:
    """W9: what may be kept for wear beyond trying: never below zero, never above the price, nothing if uninformed."""
    return ZERO if informed is False else min(max(reduction, ZERO), max(paid, ZERO))


def share_of(paid: Decimal, bought: int, pieces: int, step: Decimal) -> Decimal:
    """What the first `pieces` of `bought` cost; all of them cost exactly what was paid."""
    if pieces >= bought:
        return paid
    return (paid * pieces / bought).quantize(step, ROUND_HALF_UP)


def _line(line: PaidLine, facts: RefundFacts) -> LineRefund:
    if line.paid is None:
        return LineRefund(line.key, line.taken, None)
    after = share_of(line.paid, line.bought, min(line.before + line.taken, line.bought), facts.step)
    paid = after - share_of(line.paid, line.bought, min(line.before, line.bought), facts.step)
    return LineRefund(line.key, line.taken, paid, diminished_value(paid, line.reduction, informed=facts.informed))


def _beside(owed: Decimal, facts: RefundFacts, is_whole: bool, partial_rule: str) -> Decimal:
    """Of delivery and fees: how much is due after this withdrawal and all before it."""
    if is_whole or partial_rule == PartialRule.ALWAYS:
        return owed
    if partial_rule != PartialRule.SHARE or any(line.paid is None for line in facts.lines):
        return ZERO
    goods = sum((line.paid for line in facts.lines if line.paid), ZERO)
    if not goods:
        return ZERO
    back = sum(
        (share_of(line.paid, line.bought, line.before + line.taken, facts.step) for line in facts.lines if line.paid),
        ZERO,
    )
    return (owed * back / goods).quantize(facts.step, ROUND_HALF_UP)


def _goods(lines: Sequence[LineRefund]) -> Decimal | None:
    amounts = [line.amount for line in lines if line.quantity]
    if any(amount is None for amount in amounts):
        return None
    return sum((amount for amount in amounts if amount is not None), ZERO)


def _rest(
    facts: RefundFacts,
    lines: Sequence[LineRefund],
    delivery: Decimal,
    other: Decimal,
    supplement: Decimal,
    goods: Decimal | None,
) -> tuple[Decimal, Decimal | None]:
    """The whole order: what was paid decides, so rounding and discounts nobody put on a line come out right."""
    if facts.total is None:
        return other, goods
    kept = sum((line.reduction for line in lines), facts.reduced_before)
    all_back = facts.total - facts.refunded_before - supplement - kept
    if goods is None:
        return other, all_back - delivery - other
    return all_back - goods - delivery, goods


def _steps(
    lines: Sequence[LineRefund],
    delivery: Decimal,
    other: Decimal,
    supplement: Decimal,
    is_whole: bool,
    partial_rule: str,
    facts: RefundFacts,
) -> list[Step]:
    steps: list[Step] = []
    for line in lines:
        if line.quantity:
            paid = None if line.paid is None else str(line.paid)
            steps.append({"what": "line", "line": line.key, "quantity": line.quantity, "amount": paid})
        if line.reduction:
            steps.append({"what": "reduction", "line": line.key, "amount": str(-line.reduction)})
    if delivery:
        steps.append({"what": "delivery", "amount": str(delivery)})
    elif facts.delivery and not is_whole:
        steps.append({"what": "delivery_with_the_rest", "rule": str(partial_rule)})
    if supplement and (is_whole or delivery):
        steps.append({"what": "supplement", "amount": str(supplement)})
    if other:
        steps.append({"what": "other", "amount": str(other)})
    return steps
