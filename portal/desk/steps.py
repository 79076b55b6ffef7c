"""Which form and which action a step of the desk has: rooms register theirs by kind and verb, the rest is generic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from portal.desk.forms import DeclineForm, RefundForm, StepForm
from portal.desk.wording import STEPS, StepWords, steps_for
from returns.actions import approve, close, decline, mark_received, refund, take_step
from returns.models import Case
from returns.rules import FINAL, Role, steps_open_to


def always(case: Case) -> bool:
    return True


@dataclass(frozen=True)
class DeskStep:
    """`action(case, by=, version=, now=, **form.values())` returns the case or raises returns' Refused."""

    action: Callable[..., Case]
    form: type[StepForm] = StepForm
    # Words of its own; without them those of wording.STEPS.
    words: StepWords | None = None
    # What returns' table cannot know: is there an offer to agree to?
    is_open: Callable[[Case], bool] = always


GENERIC: Mapping[str, DeskStep] = {
    "approve": DeskStep(approve),
    "receive": DeskStep(mark_received),
    "refund": DeskStep(refund, RefundForm),
    "decline": DeskStep(decline, DeclineForm),
    "close": DeskStep(close),
}
_steps: dict[tuple[str, str], DeskStep] = {}


def register(kind: str, verb: str, step: DeskStep) -> None:
    """Call it from DeskConfig.ready(), or from a module that is imported there."""
    _steps[kind, verb] = step


def desk_step(kind: str, verb: str) -> DeskStep:
    found = _steps.get((kind, verb)) or GENERIC.get(verb)
    return found or DeskStep(partial(_step, verb))


def _step(verb: str, case: Case, **values: object) -> Case:
    return take_step(case, verb, **values)  # type: ignore[arg-type]


def steps_now(case: Case, role: Role | None) -> list[StepWords]:
    """The buttons of this case: what returns' table allows, in the words of the room whose step it is."""
    if role is not Role.AGENT or is_only_a_thread(case):
        return steps_for(case, role)
    found = []
    for verb in steps_open_to(case.kind, case.status, role):
        step = desk_step(case.kind, verb)
        words = step.words or STEPS.get(verb)
        if words and step.is_open(case):
            found.append(words)
    return found


def is_only_a_thread(case: Case) -> bool:
    """It ended, and the customer wrote again: there is nothing to decide."""
    return case.status in FINAL and case.unanswered_since is not None
