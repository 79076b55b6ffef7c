"""A parcel came damaged, or not at all: the carrier is asked; the case ends with the goods or the money."""

from datetime import datetime
from enum import StrEnum

from returns.access import Person
from returns.actions.step import locked, move
from returns.errors import NotAllowed
from returns.models import Case


class Outcome(StrEnum):
    FOUND = "found"
    SENT_AGAIN = "sent_again"
    OTHER = "other"


def trace(
    case: Case,
    *,
    by: Person,
    version: int,
    now: datetime,
    carrier: str = "",
    number: str = "",
    message: str = "",
) -> Case:
    """The carrier looks for it; `number` is the claim's at the carrier."""
    with locked(case, by, version, now) as step:
        said = {"carrier": carrier.strip(), "number": number.strip()}
        step.data.update({name: value for name, value in said.items() if value})
        move(step, "trace", message)
    return step.case


def settle_delivery(
    case: Case,
    *,
    by: Person,
    version: int,
    now: datetime,
    outcome: str = Outcome.OTHER,
    tracking: str = "",
    message: str = "",
) -> Case:
    """Found, or sent once more under a new tracking number."""
    with locked(case, by, version, now) as step:
        if step.case.kind != Case.Kind.DELIVERY:
            raise NotAllowed
        step.data["outcome"] = Outcome(outcome).value
        if tracking.strip():
            step.data["tracking"] = tracking.strip()
        move(step, "resolve", message)
    return step.case


def arrived(case: Case, *, by: Person, version: int, now: datetime) -> Case:
    """The customer says that the parcel is there: nothing is left to do."""
    with locked(case, by, version, now) as step:
        step.case.unanswered_since = None
        move(step, "arrived")
    return step.case
