"""A guarantee is the guarantor's own promise, apart from the law (C7): passed on, and answered in our own time."""

from datetime import datetime

from returns.access import Person
from returns.actions.step import locked, move
from returns.complaints.actions.answering import Verdict, answer
from returns.complaints.errors import GuarantorMissing, ReasonMissing
from returns.errors import NotAllowed
from returns.models import Case


def forward(
    case: Case,
    *,
    by: Person,
    version: int,
    now: datetime,
    guarantor: str,
    contact: str = "",
    number: str = "",
    message: str = "",
) -> Case:
    """The guarantor has it now; `number` is the claim's at the guarantor. Raises GuarantorMissing."""
    if not guarantor.strip():
        raise GuarantorMissing
    with locked(case, by, version, now) as step:
        said = {"guarantor": guarantor.strip(), "contact": contact.strip(), "number": number.strip()}
        step.data.update({name: value for name, value in said.items() if value})
        move(step, "forward", message)
    return step.case


def accept_guarantee(
    case: Case, *, by: Person, version: int, now: datetime, remedy: str = "", message: str = ""
) -> Case:
    """We are the guarantor, or do what the guarantor granted."""
    if remedy and remedy not in Case.Remedy.values:
        raise NotAllowed
    with locked(case, by, version, now) as step:
        if step.case.kind != Case.Kind.GUARANTEE:
            raise NotAllowed
        step.case.remedy = remedy
        move(step, "accept", message)
    return step.case


def decline_guarantee(case: Case, *, by: Person, version: int, now: datetime, reason: str) -> Case:
    """No to the guarantee, with reasons; the letter says that the complaint against us stays open."""
    if not reason.strip():
        raise ReasonMissing
    with locked(case, by, version, now) as step:
        if step.case.kind != Case.Kind.GUARANTEE:
            raise NotAllowed
        answer(step, "decline", Verdict.DECLINED, reason, reasons=reason)
    return step.case
