"""What rules of the shop write: nobody's words, and no answer of ours; clocks and turns stay as they are."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from returns.actions.step import locked, note, write_message
from returns.models import Case, Message
from returns.rules import BESIDE
from returns.signals import message_posted


def post_automatic(case: Case, *, body: str, internal: bool, now: datetime) -> Message:
    """A message of the system itself; an internal one is for agents only."""
    with locked(case, None, None, now) as step:
        message = write_message(step, body, internal)
        if not internal:
            transaction.on_commit(partial(message_posted.send_robust, Message, message=message))
    return message


def write_down(case: Case, *, verb: str, data: Mapping[str, Any], now: datetime) -> None:
    """A row of history beside the steps (rules.BESIDE)."""
    if verb not in BESIDE:
        raise ValueError(verb)
    with locked(case, None, None, now) as step:
        # Nobody's view of the case is old because of it.
        step.changes = False
        note(step, verb, dict(data))
