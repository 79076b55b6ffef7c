"""What agents decide about a case. Each step is one row of rules.STEPS."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from returns.access import WORK_CASES, Person
from returns.actions.step import locked, move
from returns.errors import NotAllowed, Refused
from returns.models import Case, CaseEvent
from returns.rules import Role


def approve(case: Case, *, by: Person, version: int, now: datetime, message: str = "") -> Case:
    with locked(case, by, version, now) as step:
        move(step, "approve", message)
    return step.case


def mark_received(case: Case, *, by: Person, version: int, now: datetime, message: str = "") -> Case:
    """The goods are back: the refund clock starts."""
    with locked(case, by, version, now) as step:
        step.case.received_at = now
        move(step, "receive", message)
    return step.case


def refund(case: Case, *, by: Person, version: int, now: datetime, amount: Decimal, message: str = "") -> Case:
    """Write down that the shop paid `amount`, in the order's currency, back; raises Refused for an impossible one."""
    if case.order is None:
        raise NotAllowed
    if not amount.is_finite() or not 0 <= amount <= case.order.total or amount != round(amount, 4):
        raise Refused(_("A refund is at least 0 and at most what was paid for the order."))
    with locked(case, by, version, now) as step:
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


def assign(case: Case, *, by: Person, agent: Any, version: int, now: datetime) -> Case:
    """Give the case to an agent, or to nobody (None)."""
    if agent is not None and not agent.has_perm(WORK_CASES):
        raise NotAllowed
    with locked(case, by, version, now) as step:
        if step.role is not Role.AGENT:
            raise NotAllowed
        step.case.assignee = agent
        data = {"agent": agent.pk if agent else None}
        CaseEvent.objects.create(case=step.case, at=now, verb="assign", actor_id=by.pk, data=data)
    return step.case
