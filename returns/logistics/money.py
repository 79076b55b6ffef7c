"""What a case comes to in money: worked out by the law from the order's own figures, less what went back before."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision
from django.db.models import Q

from orders.models import Order, OrderLine, Refund
from returns.law.money import PaidLine, RefundFacts, RefundSum, refund_amount, share_of
from returns.law.of_orders import law_of
from returns.models import Case, CaseLine, CaseRefund, Decision, LawSettings
from returns.queries.lines import paid_for

ZERO = Decimal(0)
# Money after the consumer took leave of the contract; everything else pays back what was agreed.
BY_LAW_OF_WITHDRAWAL = frozenset({Case.Kind.WITHDRAWAL, Case.Kind.RETURN})
SETTLED = (Decision.Verdict.ACCEPTED, Decision.Verdict.AGREED, Decision.Verdict.BY_LAW)


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """`paid` for these pieces, None when the shop never said; `why`: the reason of a reduction or refusal."""

    order_line: int
    name: str
    quantity: int
    paid: Decimal | None
    reduction: Decimal = ZERO
    why: str = ""

    @property
    def amount(self) -> Decimal | None:
        return None if self.paid is None else self.paid - self.reduction

    def as_dict(self) -> dict[str, Any]:
        said = {"paid": self.paid, "reduction": self.reduction or None, "amount": self.amount}
        texts = {name: str(value) for name, value in said.items() if value is not None}
        return {"line": self.order_line, "name": self.name, "quantity": self.quantity, "why": self.why, **texts}


@dataclass(frozen=True, slots=True)
class Proposal:
    """`total` None: an amount is missing and a person has to say it. `most`: what was paid and has not gone back."""

    lines: list[ProposedLine]
    delivery: Decimal
    other: Decimal
    total: Decimal | None
    most: Decimal
    paid_before: Decimal
    currency: str
    explanation: dict[str, Any]
    # By order, where the case is about several: what is paid back of it.
    by_order: dict[int, Decimal] = field(default_factory=dict)

    @property
    def pieces(self) -> dict[int, int]:
        return {line.order_line: line.quantity for line in self.lines if line.quantity}


def smallest_coin(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency))


def line_worth(line: CaseLine) -> Decimal | None:
    """What was paid for the pieces of this line that are in the case, with tax."""
    bought = line.order_line
    paid = paid_for(bought.order, bought)
    step = smallest_coin(bought.order.currency)
    return None if paid is None else share_of(paid, bought.quantity, line.quantity, step)


def proposal(case: Case, order: Order, *, but: Collection[int] = ()) -> Proposal:
    """What is to be paid back now. `but`: refunds of the order (pks) that count as not made yet.

    The law's own sum for withdrawals and returns (W7, W9, W14); for a price reduction what was demanded and agreed;
    for the rest what the pieces cost. Never more than was paid, less what went back. A case about several orders is
    paid back in one sum: each order's own, added up.
    """
    lines = list(case.lines.select_related("order_line").order_by("pk"))
    parts = [part_of(case, each, lines, but) for each in orders_of(case, order)]
    is_by_law = case.kind in BY_LAW_OF_WITHDRAWAL
    total = added_up([part.total for part in parts]) if is_by_law else agreed(case, parts)
    most = sum((part.most for part in parts), ZERO)
    explanation = parts[0].summed.explained.as_dict()
    if len(parts) > 1:
        explanation["steps"] = [step for part in parts for step in part.summed.explained.as_dict()["steps"]]
    if len(parts) > 1 or not is_by_law:
        explanation["result"] = None if total is None else str(total)
    names = {line.order_line_id: line for line in lines}
    summed = [each for part in parts for each in part.summed.lines if each.key in names]
    return Proposal(
        lines=[proposed(names[each.key], each.paid, each.reduction) for each in summed],
        delivery=sum((part.summed.delivery for part in parts), ZERO) if is_by_law else ZERO,
        other=sum((part.summed.other for part in parts), ZERO) if is_by_law else ZERO,
        total=None if total is None else min(max(total, ZERO), most),
        most=most,
        paid_before=sum((part.past.amount for part in parts), ZERO),
        currency=order.currency,
        explanation=explanation,
        by_order={part.order.pk: part.total or ZERO for part in parts} if len(parts) > 1 else {},
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One order of the case: `total` is what the law, or the pieces' price, comes to; `most` what may go back."""

    order: Order
    past: "Past"
    summed: RefundSum
    total: Decimal | None
    most: Decimal


def orders_of(case: Case, order: Order) -> list[Order]:
    return [order, *case.more_orders.exclude(pk=order.pk).order_by("pk")]


def part_of(case: Case, order: Order, lines: Sequence[CaseLine], but: Collection[int]) -> Part:
    past, law = Past.of(order, case, but), law_of(order)
    facts = facts_of(order, lines, past)
    if case.kind not in BY_LAW_OF_WITHDRAWAL:
        facts = goods_only(facts)
    summed = refund_amount(facts, law, LawSettings.load().partial_delivery)
    total, most = summed.total, max(order.total - past.amount, ZERO)
    return Part(order, past, summed, None if total is None else min(max(total, ZERO), most), most)


def added_up(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """None as soon as one is not known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None


def agreed(case: Case, parts: Sequence[Part]) -> Decimal | None:
    """A claim's money: the reduction both sides have a yes to, or the price of the pieces.

    What was only offered, and perhaps turned down, is no such sum.
    """
    if case.remedy == Case.Remedy.REDUCTION:
        settled = case.decisions.filter(verdict__in=SETTLED).exclude(amount=None)
        decided = settled.order_by("-made_at", "-pk").first()
        return decided.amount if decided else case.demand_amount
    return added_up([line.amount for part in parts for line in part.summed.lines if line.quantity])


def proposed(line: CaseLine, paid: Decimal | None, reduction: Decimal) -> ProposedLine:
    pieces = pieces_of(line)
    return ProposedLine(
        line.order_line_id,
        line.order_line.name,
        pieces,
        paid,
        reduction,
        line.reduction_reason if line.outcome else "",
    )


def pieces_of(line: CaseLine) -> int:
    """What is paid for: what came back once it was counted, nothing of a line that was refused."""
    if line.outcome == CaseLine.Outcome.REFUSED:
        return 0
    return line.quantity if line.received_quantity is None else line.received_quantity


@dataclass(frozen=True, slots=True)
class Past:
    """What went back for an order before: in money, in pieces by order line, and what of it was for delivery.

    `lowered`: by order line, what a price reduction gave back for pieces the customer kept (C2).
    """

    amount: Decimal
    pieces: dict[int, int]
    delivery: Decimal
    reduced: Decimal
    lowered: dict[int, Decimal]

    @classmethod
    def of(cls, order: Order, case: Case, but: Collection[int] = ()) -> "Past":
        """Told by the shop, or written by an agent: the same money is counted once."""
        told = list(order.refunds.exclude(pk__in=but).select_related("case_refund").prefetch_related("lines"))
        beside = Case.more_orders.through.objects.filter(order=order).values("case")
        ours = CaseRefund.objects.filter(Q(case__order=order) | Q(case__in=beside)).select_related("case")
        written = list(ours.exclude(order_refund__in=but) if but else ours)
        alone = [amount_for(order, row) for row in written if row.order_refund_id is None]
        amount = sum((refund.amount for refund in told), ZERO) + sum(alone, unwritten(order, case, told))
        pieces: dict[int, int] = defaultdict(int)
        delivery = reduced = ZERO
        lowered: dict[int, Decimal] = defaultdict(Decimal)
        for row in written:
            if row.case_id == case.pk:
                continue
            if row.case.remedy == Case.Remedy.REDUCTION:
                lower_prices(row, lowered)
                continue
            for item in row.lines:
                pieces[item.get("line", 0)] += int(item.get("quantity", 0))
                reduced += decimal_of(item.get("reduction"))
            delivery += decimal_of(row.explanation.get("delivery")) if row.case.order_id == order.pk else ZERO
        for refund in told:
            if not hasattr(refund, "case_refund"):
                delivery += refund.shipping_amount or ZERO
                count_lines(refund, pieces)
        return cls(amount, dict(pieces), delivery, reduced, dict(lowered))


def amount_for(order: Order, row: CaseRefund) -> Decimal:
    """Of one sum for several orders the share that was worked out for this one; the case's own order has the rest."""
    shares = {pk: decimal_of(amount) for pk, amount in row.explanation.get("by_order", {}).items()}
    whole, step = sum(shares.values(), ZERO), smallest_coin(row.currency)
    if row.case.order_id != order.pk:
        return share(row.amount, shares.get(str(order.pk), ZERO), whole, step)
    others = [amount for pk, amount in shares.items() if pk != str(order.pk)]
    return row.amount - sum((share(row.amount, amount, whole, step) for amount in others), ZERO)


def lower_prices(row: CaseRefund, lowered: dict[int, Decimal]) -> None:
    """Spread over the lines of the claim by what was paid for them."""
    paid = {item["line"]: decimal_of(item.get("paid")) for item in row.lines if item.get("line")}
    whole, left = sum(paid.values(), ZERO), row.amount
    step = smallest_coin(row.currency)
    for place, (line, amount) in enumerate(paid.items(), start=1):
        part = left if place == len(paid) else share(row.amount, amount, whole, step)
        lowered[line] += part
        left -= part


def share(amount: Decimal, part: Decimal, whole: Decimal, step: Decimal) -> Decimal:
    return (amount * part / whole).quantize(step, ROUND_HALF_UP) if whole else ZERO


def unwritten(order: Order, case: Case, told: Sequence[Refund]) -> Decimal:
    """Refunds of older cases, noted without a row; what the shop told of the same amount is the same money."""
    left = Counter(refund.amount for refund in told if not hasattr(refund, "case_refund"))
    amount = ZERO
    older = order.cases.filter(refunded_amount__isnull=False, refunds=None).exclude(pk=case.pk)
    for back in older.values_list("refunded_amount", flat=True):
        if back is not None and left[back] > 0:
            left[back] -= 1
        else:
            amount += back or ZERO
    return amount


def count_lines(refund: Refund, pieces: dict[int, int]) -> None:
    for item in refund.lines.all():
        if item.order_line_id:
            pieces[item.order_line_id] += item.quantity


def decimal_of(text: Any) -> Decimal:
    try:
        return Decimal(str(text)) if text else ZERO
    except InvalidOperation:
        return ZERO


def facts_of(order: Order, lines: Sequence[CaseLine], past: Past) -> RefundFacts:
    """The order as the law's arithmetic wants it: amounts with tax, whatever the shop's own are."""
    taken = {line.order_line_id: pieces_of(line) for line in lines}
    kept = {line.order_line_id: line.reduction or ZERO for line in lines if line.outcome == CaseLine.Outcome.REDUCED}
    return RefundFacts(
        lines=[
            paid_line(order, line, taken.get(line.pk, 0), past, kept.get(line.pk, ZERO))
            for line in order.lines.order_by("position", "pk")
        ],
        delivery=delivery_with_tax(order),
        standard_delivery=order.standard_shipping_total,
        fees=fees_of(order),
        total=order.total,
        refunded_before=past.amount,
        delivery_before=past.delivery,
        reduced_before=past.reduced,
        informed=order.withdrawal_informed,
        step=smallest_coin(order.currency),
    )


def paid_line(order: Order, line: OrderLine, taken: int, past: Past, reduction: Decimal) -> PaidLine:
    before = min(past.pieces.get(line.pk, 0), line.quantity)
    taken = min(taken, line.quantity - before)
    paid = paid_for(order, line)
    if paid is not None:
        paid = max(paid - past.lowered.get(line.pk, ZERO), ZERO)
    return PaidLine(line.pk, line.quantity, taken, paid, before, reduction if taken else ZERO)


def delivery_with_tax(order: Order) -> Decimal | None:
    if order.shipping_total is None or order.amounts_include_tax:
        return order.shipping_total
    return order.shipping_total + (order.shipping_tax_total or ZERO)


def fees_of(order: Order) -> Decimal:
    """Cash on delivery and the like, with tax."""
    amounts = (
        decimal_of(fee.get("amount")) + (ZERO if order.amounts_include_tax else decimal_of(fee.get("tax_amount")))
        for fee in order.fee_lines
        if isinstance(fee, dict)
    )
    return max(sum(amounts, ZERO), ZERO)


def goods_only(facts: RefundFacts) -> RefundFacts:
    """For claims: the price of the pieces, without delivery and without the law's reckoning of a whole order."""
    return RefundFacts(
        lines=[line for line in facts.lines if line.taken],
        refunded_before=facts.refunded_before,
        informed=False,
        step=facts.step,
    )
