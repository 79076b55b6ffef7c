"""What the shop tells of refunds, and whose money that is: a case is ended once, its customer hears of it once."""

import logging
from collections import Counter
from datetime import datetime, timedelta

from orders.models import Order, Refund
from returns import rules
from returns.actions.step import locked
from returns.errors import NotAllowed, TooMuchMoney
from returns.logistics.money import proposal, smallest_coin
from returns.logistics.refunding import TooMuch, announce, end, lock_order, loose_refunds, write_down
from returns.logistics.rules import Owed, Paid, is_same_money, whose
from returns.models import Case, CaseRefund, Teller
from returns.rules import Role

log = logging.getLogger(__name__)

# Older refunds are history, not news.
NEWS_FOR = timedelta(days=3)
AT_ONCE = 200


def match(refund: Refund, now: datetime) -> CaseRefund | None:
    """Put a refund to its case: to the row an agent wrote about the same money, or to the case that waits for it.

    None: it is nobody's, and stays news of its order. Asked again it finds what it found.
    """
    fresh = Refund.objects.select_related("order").prefetch_related("lines").get(pk=refund.pk)
    known = CaseRefund.objects.filter(order_refund=fresh).first()
    return known or written_before(fresh) or settle(fresh, now)


def written_before(refund: Refund, case: Case | None = None) -> CaseRefund | None:
    """An agent was first: the row learns the shop's own word, and nobody is told again. `case`: only a row of it."""
    alone = CaseRefund.objects.filter(order_refund=None, currency=refund.currency, amount=refund.amount)
    alone = alone.filter(case__order_id=refund.order_id) if case is None else alone.filter(case=case)
    for row in alone.order_by("made_at", "pk"):
        same = is_same_money(row.amount, row.made_at, refund.amount, refund.refunded_at)
        # Of two messages at once one finds the row free.
        if same and CaseRefund.objects.filter(pk=row.pk, order_refund=None).update(order_refund=refund):
            return row
    return None


def settle(refund: Refund, now: datetime) -> CaseRefund | None:
    order = refund.order
    paid = Paid(refund.amount, refund.currency, named_pieces(refund))
    cases = {case.pk: case for case in waiting_for_money(order, refund)}
    pk = whose(paid, [owed(case, order, refund) for case in cases.values()], smallest_coin(order.currency))
    if pk is None:
        return None
    try:
        return pay(cases[pk], refund, now)
    except NotAllowed:
        # An agent ended the case in the meantime, most likely with this very money.
        return written_before(refund)
    except TooMuchMoney:
        # With what other cases got it is more than was paid: some amount is wrong, and a person has to see which.
        log.warning("refund %s was put to no case: together with others it is more than was paid", refund.pk)
        return None


def named_pieces(refund: Refund) -> dict[int, int]:
    pieces: Counter[int] = Counter()
    for line in refund.lines.all():
        if line.order_line_id and line.quantity:
            pieces[line.order_line_id] += line.quantity
    return dict(pieces)


def waiting_for_money(order: Order, refund: Refund) -> list[Case]:
    """Open cases of the order that the shop's word may end, and that were there when the money was paid."""
    cases = order.cases.filter(closed_at=None).order_by("pk")
    return [
        case
        for case in cases
        if rules.step(case.kind, case.status, "refund", Role.SYSTEM)
        and min(filter(None, (case.withdrawn_at, case.opened_at))) <= refund.refunded_at
    ]


def owed(case: Case, order: Order, refund: Refund) -> Owed:
    loose = loose_refunds(case, order)
    known = proposal(case, order, but=[each.pk for each in (*loose, refund)])
    before = sum((each.amount for each in loose if each.pk != refund.pk), start=refund.amount * 0)
    return Owed(case.pk, known.total, known.currency, known.pieces, before)


def pay(case: Case, refund: Refund, now: datetime) -> CaseRefund:
    """End the case with all that the shop paid for it, in one or several parts. Raises NotAllowed."""
    with locked(case, None, None, now) as step:
        order = lock_order(step.case)
        if known := CaseRefund.objects.filter(order_refund=refund).first():
            step.changes = False
            return known
        parts = [each for each in loose_refunds(step.case, order) if each.pk != refund.pk]
        worked_out = proposal(step.case, order, but=[each.pk for each in (*parts, refund)])
        is_sum = worked_out.total is not None and not named_pieces(refund)
        counted = [*parts, refund] if is_sum else [refund]
        total = sum((each.amount for each in counted), start=refund.amount * 0)
        rows = [
            write_down(step, worked_out, each.amount, source=Teller.SHOP, why=each.reason, told=each)
            for each in counted
        ]
        step.data.update(refund=rows[-1].pk, by_shop=True)
        end(step, worked_out, total, "")
        announce(step.case, total, rows[-1])
    return rows[-1]


def pay_named(case: Case, refund: Refund, now: datetime) -> Case:
    """The shop says itself whose money it is: end the case with it, whatever the amount.

    The same money an agent wrote down before is linked, and told once. Raises NotAllowed where the case waits for no
    money, TooMuch for more than was paid.
    """
    known = CaseRefund.objects.filter(order_refund=refund).first()
    if known is None:
        written_before(refund, case)
    with locked(case, None, None, now) as step:
        if CaseRefund.objects.filter(order_refund=refund, case=step.case).exists():
            step.changes = False
            return step.case
        if known:
            raise NotAllowed
        order = lock_order(step.case)
        worked_out = proposal(step.case, order, but=[refund.pk])
        if refund.amount > worked_out.most:
            raise TooMuch
        row = write_down(step, worked_out, refund.amount, source=Teller.SHOP, why=refund.reason, told=refund)
        step.data.update(refund=row.pk, by_shop=True)
        end(step, worked_out, refund.amount, "")
        announce(step.case, refund.amount, row)
    return step.case


def match_missed_refunds(now: datetime) -> int:
    """For tick, before missed news is told: refunds whose process was killed right after its commit."""
    loose = Refund.objects.filter(created_at__gte=now - NEWS_FOR, case_refund=None, order__cases__closed_at=None)
    return sum(match(refund, now) is not None for refund in loose.exclude(order__cases=None).distinct()[:AT_ONCE])
