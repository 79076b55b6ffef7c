"""End a case without a decision: the customer changed their mind, or everything is settled."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from django.db import transaction

from returns import rules
from returns.access import Person
from returns.actions.step import locked, move, write_message
from returns.errors import NotAllowed
from returns.models import Case, Message
from returns.rules import Role
from returns.signals import message_posted


def end(case: Case, verb: str, *, by: Person, version: int, now: datetime) -> Case:
    """How a customer ends a case herself: "cancel" or "close". Raises NotAllowed where the table does not let her."""
    return ENDS[verb](case, by=by, version=version, now=now)


def cancel(case: Case, *, by: Person, version: int, now: datetime) -> Case:
    """The customer takes back what she asked for; reserved pieces are free again."""
    with locked(case, by, version, now) as step:
        move(step, "cancel")
    return step.case


def close(case: Case, *, by: Person, version: int, now: datetime, message: str = "") -> Case:
    """Nothing is left to do. A return that ended keeps its outcome; only its reopened thread is closed."""
    with locked(case, by, version, now) as step:
        if step.case.status in rules.FINAL:
            finish_thread(step.role, step.case)
            if message:
                said = partial(message_posted.send_robust, Message, message=write_message(step, message))
                transaction.on_commit(said)
        else:
            move(step, "close", message)
    return step.case


def finish_thread(role: Role, case: Case) -> None:
    if role is not Role.AGENT:
        raise NotAllowed
    case.unanswered_since = None


ENDS: Mapping[str, Callable[..., Case]] = {"cancel": cancel, "close": close}
