"""Things that happen to a case without moving its status: written into its history, announced after commit."""

from typing import Any

from returns.actions.step import Step, announce_change
from returns.actions.step import note as write
from returns.models import CaseEvent


def note(step: Step, verb: str, **data: Any) -> CaseEvent:
    event = write(step, verb, data)
    announce_change(step.case, event)
    return event
