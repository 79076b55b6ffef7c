"""Write into a case's thread."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from returns import rules
from returns.access import Person, role_of
from returns.actions.step import Step, locked, note, still, write_message
from returns.actions.uploading import take_uploads
from returns.errors import JoinedElsewhere, NotAllowed
from returns.models import Case, Message, Way
from returns.rules import Role
from returns.signals import message_posted


def post_message(
    case: Case,
    *,
    by: Person,
    body: str,
    now: datetime,
    internal: bool = False,
    version: int | None = None,
    key: UUID | None = None,
    way: str = Way.WEB,
) -> Message:
    """A message of the customer or an agent, or an agent's internal note.

    `key` is the form's: files kept under it come along, and sending the form again finds the first message. Agents
    pass the version they saw: two answers at once become one answer and a warning (SomeoneWasFaster). `way`: how it
    reached us. What a customer writes to a case that was joined with another one lands where that goes on.
    """
    try:
        return write(case, by, body, now, internal, version, key, way)
    except JoinedElsewhere as joined:
        if role_of(by, joined.case) is not Role.CUSTOMER:
            raise
        onward = joined.case.merged_into
    return post_message(onward, by=by, body=body, now=now, internal=internal, key=key, way=way)  # type: ignore[arg-type]


def write(
    case: Case, by: Person, body: str, now: datetime, internal: bool, version: int | None, key: UUID | None, way: str
) -> Message:
    with locked(case, by, None, now) as step:
        if key and (first := step.case.messages.filter(key=key).first()):
            step.changes = False
            return first
        still(step.case, version)
        if internal and step.role is not Role.AGENT:
            raise NotAllowed
        message = write_message(step, body, internal, key, way)
        if key:
            take_uploads(by, key, message)
        if not internal:
            pass_the_turn(step, message)
            transaction.on_commit(partial(message_posted.send_robust, Message, message=message))
    return message


def pass_the_turn(step: Step, message: Message) -> None:
    """Who writes waits for the other. A finished return stays finished: only its thread opens again."""
    case = step.case
    by_agent = step.role is Role.AGENT
    if not by_agent and case.snoozed_until is not None:
        case.snoozed_until = None
        note(step, "wake", {"message": message.pk})
    case.unanswered_since = None if by_agent else case.unanswered_since or step.now
    verb, before = "ask" if by_agent else "answer", case.status
    target = rules.step(case.kind, before, verb, step.role)
    if target is None:
        return
    case.status = target
    note(step, verb, {"from": before, "to": target, "message": message.pk})
