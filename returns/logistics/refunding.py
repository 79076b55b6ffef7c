"""Money for a case: written down by an agent, once, with the reason when it is another sum than the one worked out."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from orders.models import Order, Refund
from returns.access import Person
from returns.actions.money import orders_in
from returns.actions.step import Step, locked, move
from returns.errors import NotAllowed, Refused
from returns.logistics.money import Proposal, proposal, smallest_coin
from returns.logistics.rules import is_same_money
from returns.logistics.signals import refund_decided
from returns.models import Case, CaseRefund, Teller


class NoAmount(Refused):
    message = _("A refund is at least 0, with no more digits than the currency has coins.")


class TooMuch(Refused):
    message = _("This is more than was paid for the order and has not been paid back yet.")


class SayWhy(Refused):
    message = _("This is another amount than the one worked out. Please tell the customer why.")


def pay_back(
    case: Case,
    *,
    by: Person,
    version: int | None,
    now: datetime,
    amount: Decimal,
    why: str = "",
    message: str = "",
) -> Case:
    """Write down that the shop paid `amount` back, in the order's currency, the way it was paid. Ends the case.

    The order is locked: two agents cannot pay back more together than was paid. Raises Refused.
    """
    with locked(case, by, version, now) as step:
        order = lock_order(step.case)
        told = same_money_told(step.case, order, amount, now)
        known = proposal(step.case, order, but=[told.pk] if told else ())
        check(amount, known, why)
        row = write_down(step, known, amount, source=Teller.AGENT, why=why, told=told)
        # A mail about this money may have gone out when the shop told of it.
        step.data.update(refund=row.pk, told_before=bool(told))
        end(step, known, amount, message)
        announce(step.case, amount, row)
    return step.case


def lock_order(case: Case) -> Order:
    """Every refund of an order waits here for the one before it."""
    if case.order_id is None:
        raise NotAllowed
    # All of a case about several, in one order for everybody who locks them.
    orders = {
        each.pk: each for each in Order.objects.select_for_update().filter(pk__in=orders_in(case)).order_by("pk")
    }
    return orders[case.order_id]


def check(amount: Decimal, known: Proposal, why: str) -> None:
    """Raises NoAmount, TooMuch or SayWhy."""
    if not amount.is_finite() or amount < 0 or amount % smallest_coin(known.currency):
        raise NoAmount
    if amount > known.most:
        raise TooMuch
    if known.total is not None and amount != known.total and not why.strip():
        raise SayWhy


def same_money_told(case: Case, order: Order, amount: Decimal, now: datetime) -> Refund | None:
    """What the shop told of already and nobody put to a case: the agent writes down the same payment."""
    return next((refund for refund in loose_refunds(case, order) if is_same_money(
        amount, now, refund.amount, refund.refunded_at)), None)  # fmt: skip


def loose_refunds(case: Case, order: Order) -> list[Refund]:
    """Refunds of the order since the case was opened that belong to no case."""
    since = min(filter(None, (case.withdrawn_at, case.opened_at)))
    return list(order.refunds.filter(case_refund=None, refunded_at__gte=since))


def write_down(
    step: Step, known: Proposal, amount: Decimal, *, source: str, why: str = "", told: Refund | None = None
) -> CaseRefund:
    explanation = {**known.explanation, "delivery": str(known.delivery), "other": str(known.other)}
    if known.by_order:
        explanation["by_order"] = {str(pk): str(amount) for pk, amount in known.by_order.items()}
    return CaseRefund.objects.create(
        case=step.case,
        order_refund=told,
        source=source,
        amount=amount,
        currency=known.currency,
        made_at=told.refunded_at if told and source == Teller.SHOP else step.now,
        explanation=explanation,
        lines=[line.as_dict() for line in known.lines],
        proposed=known.total,
        why=why.strip(),
    )


def end(step: Step, known: Proposal, amount: Decimal, message: str) -> None:
    step.case.refunded_amount = amount
    step.data.update(amount=str(amount), currency=known.currency)
    if known.total is not None:
        step.data["proposed"] = str(known.total)
    move(step, "refund", message)


def announce(case: Case, amount: Decimal, refund: CaseRefund) -> None:
    transaction.on_commit(partial(refund_decided.send_robust, Case, case=case, amount=amount, refund=refund))


def refunds_of(case: Case) -> Iterable[CaseRefund]:
    return case.refunds.select_related("order_refund").order_by("made_at", "pk")


def breakdown(case: Case) -> list[dict[str, Any]]:
    """Lines of the last refund, as they were told."""
    last = case.refunds.order_by("-made_at", "-pk").first()
    return list(last.lines) if last else []
