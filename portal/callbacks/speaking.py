"""What was said on the phone goes to the customer in writing, and whose turn it is afterwards is the truth."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from returns import rules
from returns.access import Person
from returns.actions import post_message
from returns.actions.step import locked, note, write_message
from returns.errors import NotAllowed
from returns.models import Case, Message, Way
from returns.rules import Role
from returns.signals import message_posted


def spoken(
    case: Case, *, by: Person, said: str, now: datetime, key: UUID | None = None, asks: bool = False
) -> Message:
    """A question is answered then, and nobody's turn. What is still ours to decide stays ours, with a new promise.

    `asks`: the customer was asked for something, so it is hers. The same key twice writes once. Raises Refused.
    """
    case.refresh_from_db()
    if asks or not is_in_talk(case):
        return post_message(case, by=by, body=said, now=now, key=key, way=Way.PHONE)
    with locked(case, by, None, now) as step:
        if step.role is not Role.AGENT:
            raise NotAllowed
        if key and (first := step.case.messages.filter(key=key).first()):
            step.changes = False
            return first
        message = write_message(step, said, key=key, way=Way.PHONE)
        before, step.case.status = step.case.status, Case.Status.OPEN
        step.case.unanswered_since = now if is_ours_to_decide(step.case) else None
        note(step, "callback", {"what": "spoken", "from": before, "to": step.case.status, "message": message.pk})
        transaction.on_commit(partial(message_posted.send_robust, Message, message=message))
    return message


def is_in_talk(case: Case) -> bool:
    return bool(rules.step(case.kind, case.status, "ask", Role.AGENT)) and case.status not in rules.FINAL


def is_ours_to_decide(case: Case) -> bool:
    """More than an answer is wanted: somebody has to say yes or no."""
    return case.kind != Case.Kind.QUESTION and is_in_talk(case)
