"""The ways to start and their steps: which come, which is next, what is still missing. No database, no words."""

from collections.abc import Mapping, Sequence
from typing import Any

WITHDRAWAL, RETURN, COMPLAINT, GUARANTEE, DELIVERY, QUESTION = WAYS = (
    "withdrawal",
    "return",
    "complaint",
    "guarantee",
    "delivery",
    "question",
)
CHECK = "check"

# A withdrawal and a question have pages of their own: the law wants three fields there, and here two are enough.
STEPS: Mapping[str, tuple[str, ...]] = {
    RETURN: ("items", "reason", CHECK),
    COMPLAINT: ("items", "fault", "photos", "outcome", "amount", CHECK),
    GUARANTEE: ("items", "fault", "photos", "wish", CHECK),
    DELIVERY: ("trouble", "items", "photos", "wish", CHECK),
}
# What may go wrong on the way; of a parcel that is not there, nobody can pick items or take photos.
LATE, LOST, DAMAGED, INCOMPLETE, WRONG = TROUBLES = ("late", "lost", "damaged", "incomplete", "wrong")
NOT_HERE = frozenset({LATE, LOST})

Filled = Mapping[str, Any]


def steps_of(kind: str, data: Filled) -> list[str]:
    """The steps of this way that what was said so far leaves."""
    skipped = set()
    if data.get("outcome", {}).get("demand") != "reduction":
        skipped.add("amount")
    if kind == DELIVERY and (what := data.get("trouble", {}).get("what")) in NOT_HERE:
        skipped |= {"items", "photos"}
        if what == LATE:
            skipped.add("wish")
    return [step for step in STEPS[kind] if step not in skipped]


def missing(kind: str, data: Filled) -> str:
    """The first step that was not gone through; CHECK when only sending is left."""
    return next(step for step in steps_of(kind, data) if step == CHECK or step not in data)


def after(kind: str, data: Filled, step: str, *, then_check: bool = False) -> str:
    """Where to go once a step is saved: the next one, or back to the check that sent her here."""
    if then_check:
        return missing(kind, data)
    steps = steps_of(kind, data)
    return steps[min(steps.index(step) + 1, len(steps) - 1)] if step in steps else missing(kind, data)


def before(kind: str, data: Filled, step: str) -> str | None:
    """The step before this one; None for the first."""
    steps = steps_of(kind, data)
    place = steps.index(step)
    return steps[place - 1] if place else None


def place(kind: str, data: Filled, step: str) -> tuple[int, int]:
    """(2, 5): the second of five."""
    steps = steps_of(kind, data)
    return steps.index(step) + 1, len(steps)


def reachable(kind: str, data: Filled, step: str) -> bool:
    """Everything before it was gone through; a guessed address skips nothing."""
    steps = steps_of(kind, data)
    return step in steps and all(each in data for each in steps[: steps.index(step)])


def kept_lines(data: Filled, most: Mapping[int, int]) -> dict[int, int]:
    """Pieces by order line as they were chosen, as far as they are still possible; most: pieces by order line."""
    chosen: Mapping[str, int] = data.get("items", {}).get("lines", {})
    wanted = {int(pk): int(count) for pk, count in chosen.items()}
    return {pk: min(count, most[pk]) for pk, count in wanted.items() if most.get(pk)}


def lost_lines(data: Filled, most: Mapping[int, int]) -> Sequence[int]:
    """The chosen lines of which less is possible by now."""
    chosen: Mapping[str, int] = data.get("items", {}).get("lines", {})
    return [int(pk) for pk, count in chosen.items() if most.get(int(pk), 0) < int(count)]
