"""A call that came in becomes a contact: of a new case, or of one there is. The answer given goes out in writing."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from orders.models import Order
from portal.accounts.models import User
from portal.callbacks.speaking import is_ours_to_decide, spoken
from returns import rules
from returns.actions import open_case, take_step
from returns.actions.step import locked, note
from returns.errors import NotAllowed
from returns.models import Case, Message, Way
from returns.rules import Role
from returns.signals import message_posted


@dataclass(frozen=True)
class Call:
    """What the agent wrote down. `customer` None: a caller without an account, known by `email`."""

    said: str
    key: UUID
    answer: str = ""
    settled: bool = False
    # We need something from the customer now.
    asks: bool = False
    phone: str = ""
    customer: User | None = None
    email: str = ""
    language: str = "en"
    subject: str = ""
    order: Order | None = None
    case: Case | None = None


@transaction.atomic
def log_call(call: Call, *, by: User, now: datetime) -> Case:
    """Raises Refused. The same key twice writes once."""
    case, is_new = heard(call, by, now) if call.case else opened(call, by, now)
    if not is_new:
        return case
    if call.settled:
        return take_step(case, "close", by=by, now=now, message=call.answer)
    if call.answer:
        spoken(case, by=by, said=call.answer, now=now, asks=call.asks or not is_ours_to_decide(case))
        case.refresh_from_db()
    return case


def opened(call: Call, by: User, now: datetime) -> tuple[Case, bool]:
    return open_case(
        by=call.customer,
        kind=Case.Kind.QUESTION,
        subject=call.subject,
        body=call.said,
        submission_key=call.key,
        language=call.language,
        now=now,
        email="" if call.customer else call.email,
        order=call.order,
        facts={"phone": call.phone} if call.phone else None,
        way=Way.PHONE,
        opened_by=by,
    )


def heard(call: Call, by: User, now: datetime) -> tuple[Case, bool]:
    """The caller's words in her own case, written down by an agent; it is our turn then, as with any message."""
    if call.case is None:
        raise NotAllowed
    with locked(call.case, by, None, now) as step:
        case = step.case
        if step.role is not Role.AGENT:
            raise NotAllowed
        if case.messages.filter(key=call.key).exists():
            step.changes = False
            return case, False
        message = Message.objects.create(
            case=case,
            author=Message.Author.CUSTOMER,
            user_id=case.customer_id,
            body=call.said,
            way=Way.PHONE,
            created_at=now,
            key=call.key,
        )
        before, case.unanswered_since = case.status, case.unanswered_since or now
        case.status = rules.step(case.kind, before, "answer", Role.CUSTOMER) or before
        note(step, "phone", {"from": before, "to": case.status, "message": message.pk, "phone": call.phone})
        transaction.on_commit(partial(message_posted.send_robust, Message, message=message))
    return case, True


def may_settle(case: Case | None) -> bool:
    """A case whose kind and status can simply be closed; others end by their own steps."""
    return case is None or bool(rules.step(case.kind, case.status, "close", Role.AGENT)) or case.status == "closed"
