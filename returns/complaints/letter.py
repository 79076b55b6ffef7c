"""An answer to a claim as a letter: the same parts on the case's page, in the mail and on paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from returns.complaints.jurisdiction import law_of_case
from returns.complaints.wording import REPAIR_ADDS, WHYS, decided, demanded, title_of, what_comes_next
from returns.models import Case, Decision


@dataclass(frozen=True)
class Part:
    heading: str
    text: str
    # Of a text that is locked in its own language; empty: the page's.
    language: str = ""
    # The case's page says it already, above the answer.
    is_known: bool = False


@dataclass(frozen=True)
class Letter:
    title: str | Promise
    # The answer in one sentence.
    says: str
    parts: tuple[Part, ...]


def letter(decision: Decision) -> Letter:
    """In the active language; what the agent wrote and the statement stay as they were sent."""
    return Letter(title_of(decision), decided(decision), tuple(parts_of(decision)))


def parts_of(decision: Decision) -> Iterator[Part]:
    if asked := demanded(decision.case):
        yield Part(_("What you asked for"), asked[:1].upper() + asked[1:], is_known=True)
    reasons = [str(WHYS[decision.why])] if decision.why else []
    if decision.reasons:
        reasons.append(decision.reasons)
    if reasons:
        refuses = decision.why or decision.verdict == Decision.Verdict.DECLINED
        yield Part(_("Our reasons") if refuses else _("A word from us"), "\n\n".join(reasons))
    yield Part(_("What happens next"), what_comes_next(decision))
    if adds_liability(decision):
        yield Part(_("After the repair"), str(REPAIR_ADDS))
    if decision.loan:
        yield Part(_("On loan until then"), decision.loan)
    if decision.statement:
        language = str(decision.statement.get("language", ""))
        yield Part(_("Settling the dispute out of court"), str(decision.statement.get("text", "")), language)


def adds_liability(decision: Decision) -> bool:
    """R1: for a repair under the law, in a country whose pack knows it."""
    is_repair = decision.remedy == Case.Remedy.REPAIR and decision.case.kind == Case.Kind.COMPLAINT
    return is_repair and bool(law_of_case(decision.case).pack.repair_adds_months)
