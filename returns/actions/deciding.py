"""What agents decide about a case. Each step is one row of rules.STEPS."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from returns import rules
from returns.access import LEAD_CASES, WORK_CASES, Person
from returns.actions.step import locked, move, note
from returns.errors import NotAllowed, Refused
from returns.models import Case, Team
from returns.rules import Role

COLUMNS = frozenset(field.name for field in Case._meta.concrete_fields)
# What a step may not touch: who asked, what for, and what the step itself works out.
OUT_OF_REACH = frozenset(
    {"id", "kind", "status", "reference", "customer", "email", "order", "demand", "demand_amount", "version"}
)


def take_step(
    case: Case,
    verb: str,
    *,
    by: Person | None,
    now: datetime,
    version: int | None = None,
    message: str = "",
    data: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Case:
    """Any step of rules.STEPS but messages; `by` None is the system, `data` goes into history, `fields` on the case.

    Raises NotAllowed, SomeoneWasFaster.
    """
    if OUT_OF_REACH & fields.keys() or fields.keys() - COLUMNS:
        raise TypeError(f"A step cannot set {sorted(fields)}.")
    if verb in rules.MESSAGES:
        raise NotAllowed
    with locked(case, by, version, now) as step:
        for name, value in fields.items():
            setattr(step.case, name, value)
        step.data.update(data or {})
        move(step, verb, message)
    return step.case


def approve(case: Case, *, by: Person, version: int, now: datetime, message: str = "") -> Case:
    return take_step(case, "approve", by=by, version=version, now=now, message=message)


def mark_received(case: Case, *, by: Person, version: int, now: datetime, message: str = "") -> Case:
    """The goods are back: the refund clock starts."""
    return take_step(case, "receive", by=by, version=version, now=now, message=message)


def refund(
    case: Case, *, by: Person | None, version: int | None, now: datetime, amount: Decimal, message: str = ""
) -> Case:
    """Write down that the shop paid `amount`, in the order's currency, back; by None: the shop's own system said so.

    Raises Refused for an impossible amount, TooMuchMoney for more than is left of what was paid.
    """
    if case.order is None:
        raise NotAllowed
    if not amount.is_finite() or amount < 0 or amount != round(amount, 4):
        raise Refused(_("A refund is at least 0 and at most what was paid for the order."))
    with locked(case, by, version, now) as step:
        step.case.refunded_amount = amount
        step.data.update(amount=str(amount), currency=case.order.currency)
        move(step, "refund", message)
    return step.case


def decline(case: Case, *, by: Person, version: int, now: datetime, reason: str) -> Case:
    """Say no, always with a reason for the customer; the pieces can be returned another time."""
    if not reason.strip():
        raise Refused(_("Please tell the customer why."))
    with locked(case, by, version, now) as step:
        move(step, "decline", reason)
    return step.case


def may_give(by: Person, agent: Any) -> bool:
    is_mate = by.pk == agent.pk or by.has_perm(LEAD_CASES)
    return is_mate or Team.objects.filter(members=by.pk).filter(members=agent.pk).exists()


def assign(case: Case, *, by: Person | None, agent: Any, version: int | None, now: datetime) -> Case:
    """Give the case to an agent, or to nobody (None): to yourself, in your team, or as a senior agent to anybody.

    `by` None is a rule of the shop.
    """
    if agent is not None and not agent.has_perm(WORK_CASES):
        raise NotAllowed
    with locked(case, by, version, now) as step:
        if step.role is Role.CUSTOMER:
            raise NotAllowed
        if agent is not None and by is not None and not may_give(by, agent):
            raise Refused(_("You can give cases to colleagues of your team; a senior agent can give them to anybody."))
        step.case.assignee = agent
        note(step, "assign", {"agent": agent.pk if agent else None})
    return step.case
