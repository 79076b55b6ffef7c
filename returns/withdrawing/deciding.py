"""What an agent does with a withdrawal that the system could not settle: which order it is, and which pieces."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from orders.access import may_act_on
from orders.actions import NothingLeftToReturn, reserve_return
from orders.models import Order, OrderLine
from returns.access import Person
from returns.actions.step import Step, locked, move, note
from returns.errors import NotAllowed, NothingLeft, NotReturnable
from returns.models import Case, CaseLine
from returns.rules import FINAL, Role
from returns.withdrawing.matching import stop_if_not_sent


def say_which_order(case: Case, *, by: Person, order: Order, version: int, now: datetime) -> Case:
    """The order is found; whoever has it in an account sees the case there. Raises NotAllowed, SomeoneWasFaster."""
    with locked(case, by, version, now) as step:
        fresh = step.case
        if step.role is not Role.AGENT or not is_without_order(fresh):
            raise NotAllowed
        fresh.order = order
        fresh.customer = owner_in(fresh, order)
        note(step, "order_found", {"order": order.number})
        stop_if_not_sent(fresh)
    return step.case


def owner_in(case: Case, order: Order) -> Any:
    """Who was signed in may have typed somebody else's number: what is in an account stays its owner's."""
    if order.customer is None or (case.customer is not None and may_act_on(case.customer, order)):
        return case.customer
    return order.customer


def is_without_order(case: Case) -> bool:
    return case.kind == Case.Kind.WITHDRAWAL and case.order_id is None and case.status not in FINAL


def confirm(
    case: Case,
    *,
    by: Person,
    version: int,
    now: datetime,
    message: str = "",
    pieces: Mapping[int, int] | None = None,
) -> Case:
    """The withdrawal stands, for `pieces` by order line where the case has none yet.

    Raises NotAllowed, NotReturnable, NothingLeft, SomeoneWasFaster.
    """
    with locked(case, by, version, now) as step:
        if step.case.order is None:
            raise NotAllowed
        if not step.case.lines.exists():
            _take(step, {pk: count for pk, count in (pieces or {}).items() if count})
        move(step, "confirm", message)
        stop_if_not_sent(step.case)
    return step.case


def _take(step: Step, pieces: Mapping[int, int]) -> None:
    own = set(OrderLine.objects.filter(order=step.case.order, pk__in=pieces).values_list("pk", flat=True))
    if not pieces or own != set(pieces) or min(pieces.values()) < 1:
        raise NotReturnable
    # One order for everybody who locks several lines.
    for pk in sorted(pieces):
        try:
            with transaction.atomic():
                reserve_return(pk, pieces[pk])
        except NothingLeftToReturn:
            raise NothingLeft from None
        CaseLine.objects.create(case=step.case, order_line_id=pk, quantity=pieces[pk])


def free_lines(order: Order) -> list[OrderLine]:
    return [line for line in order.lines.all() if line.returnable_quantity]
