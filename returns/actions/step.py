"""One change of one case: locked, allowed, written down, promised anew, announced after commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from orders.actions import release_return
from returns import rules
from returns.access import Person, role_of
from returns.actions.money import check_amount
from returns.deadlines import hides_the_law, sync
from returns.errors import JoinedElsewhere, NotAllowed, SomeoneWasFaster
from returns.models import Case, CaseEvent, Message, Way
from returns.rules import Role
from returns.signals import case_changed, note_written

# The moment a step happened, unless its action set another one.
STAMPS = {
    "receive": "received_at",
    "inspect": "inspected_at",
    "resolve": "resolved_at",
    "arrived": "resolved_at",
    "accept_by_law": "accepted_by_law_at",
}
AUTHORS = {
    Role.CUSTOMER: Message.Author.CUSTOMER,
    Role.AGENT: Message.Author.AGENT,
    Role.SYSTEM: Message.Author.SYSTEM,
}


@dataclass
class Step:
    """A case under change: set what the step means, the rest is written for you."""

    case: Case
    role: Role
    # None: no person, the system itself.
    by: Person | None
    now: datetime
    data: dict[str, Any] = field(default_factory=dict)
    # False: it turned out that nothing is to be done.
    changes: bool = True
    # False: a clock that stops was not kept, it is no longer due.
    answered: bool = True


@contextmanager
def locked(
    case: Case, by: Person | None, version: int | None, now: datetime, *, joined_too: bool = False
) -> Iterator[Step]:
    """The newest row of the case, ours until commit; `by` None is the system (the law's clock, the shop's API).

    Raises NotAllowed for strangers, SomeoneWasFaster when the version that `by` saw has moved on, and
    JoinedElsewhere for a case that goes on in another one, which only taking them apart may change (`joined_too`).
    """
    with transaction.atomic():
        fresh = Case.objects.select_for_update().get(pk=case.pk)
        role = Role.SYSTEM if by is None else role_of(by, fresh)
        if role is None:
            raise NotAllowed
        if fresh.merged_into_id is not None and not joined_too:
            raise JoinedElsewhere(fresh)
        still(fresh, version)
        step = Step(fresh, role, by, now)
        yield step
        if step.changes:
            keep(fresh, now, role if step.answered else Role.CUSTOMER)


def still(case: Case, version: int | None) -> None:
    """Raises SomeoneWasFaster unless the case is as `version` was; None asks for no such check."""
    if version is not None and version != case.version:
        raise SomeoneWasFaster(case)


def keep(case: Case, now: datetime, role: Role) -> None:
    """Save with the next version and the clocks that follow from where the case stands; `role` made the change."""
    is_over = case.status in rules.FINAL and case.unanswered_since is None
    case.closed_at = (case.closed_at or now) if is_over else None
    sync(case, now, role)
    if case.snoozed_until and (case.closed_at or hides_the_law(case, case.snoozed_until)):
        case.snoozed_until = None
    case.version += 1
    case.save()


def move(step: Step, verb: str, message: str = "") -> CaseEvent:
    """Take a step of the table, with what the person wrote about it; raises NotAllowed."""
    case, before = step.case, step.case.status
    target = rules.step(case.kind, before, verb, step.role)
    if target is None or ((case.kind, verb) in rules.ON_PAPER and "decision" not in step.data):
        raise NotAllowed
    if verb == "refund":
        check_amount(case)
    case.status = target
    if step.role is Role.AGENT or verb in rules.TELLS or target in rules.FINAL:
        case.unanswered_since = None
    if (stamp := STAMPS.get(verb)) and getattr(case, stamp) is None:
        setattr(case, stamp, step.now)
    if message:
        written = write_message(step, message)
        step.data["message"] = written.pk
    if verb in rules.GIVES_BACK and case.kind in rules.RESERVES:
        for line in case.lines.order_by("order_line_id"):
            release_return(line.order_line_id, line.quantity)
    event = note(step, verb, {"from": before, "to": target, **step.data})
    announce_change(case, event)
    return event


def note(step: Step, verb: str, data: dict[str, Any]) -> CaseEvent:
    """A row of history; `data` is JSON."""
    actor = step.by.pk if step.by else None
    return CaseEvent.objects.create(case=step.case, at=step.now, verb=verb, actor_id=actor, data=data)


def write_message(
    step: Step, body: str, internal: bool = False, key: UUID | None = None, way: str = Way.WEB
) -> Message:
    message = Message.objects.create(
        case=step.case,
        author=AUTHORS[step.role],
        user_id=step.by.pk if step.by else None,
        body=body,
        internal=internal,
        way=Way(way),
        created_at=step.now,
        key=key,
    )
    if internal:
        transaction.on_commit(partial(note_written.send_robust, Message, message=message))
    if step.role is Role.AGENT and not internal:
        step.case.first_reply_at = step.case.first_reply_at or step.now
    return message


def announce_change(case: Case, event: CaseEvent) -> None:
    transaction.on_commit(partial(case_changed.send_robust, Case, case=case, event=event))
