"""Answers to a claim: each says yes or no to the locked demand, is kept as paper, and comes before the law's own."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction

from returns.access import Person
from returns.actions.step import Step, locked, move, write_message
from returns.complaints.errors import (
    AmountMissing,
    NotAnAnswer,
    NothingOffered,
    NotThatRemedy,
    ReasonMissing,
    StatementMissing,
    TooLate,
)
from returns.complaints.jurisdiction import law_of_case, owes_statement
from returns.complaints.printing import print_later
from returns.complaints.queries import grounds as known_grounds
from returns.complaints.queries import open_offer, price_of
from returns.complaints.rules import (
    Ground,
    Remedy,
    Why,
    answers_the_claim,
    is_laws_turn,
    is_over,
    reasons_for,
    reduction_fits,
)
from returns.complaints.signals import accepted_by_law
from returns.complaints.statement import BodyMissing, Stance, statement
from returns.complaints.watching import watched
from returns.errors import NotAllowed
from returns.models import Case, Decision, Message
from returns.rules import Role
from returns.signals import message_posted

Verdict = Decision.Verdict


def accept(
    case: Case,
    *,
    by: Person,
    version: int,
    now: datetime,
    remedy: str = "",
    amount: Decimal | None = None,
    loan: str = "",
    message: str = "",
) -> Case:
    """Yes to the demand, as it was demanded. `remedy` only where none was demanded; `amount` of a price reduction.

    Raises NotAnAnswer for less than was demanded: that is another remedy, and needs its reason (offer).
    """
    with locked(case, by, version, now) as step:
        if step.role is not Role.AGENT:
            raise NotAllowed
        demanded = step.case.demand
        chosen = Remedy(demanded or remedy) if demanded or remedy else None
        if chosen is None or (remedy and remedy != chosen):
            raise NotAnAnswer
        watch = watched(step.case)
        if watch and is_over(watch, now):
            # Late, but a yes all the same: the law said it first, with the demand as it was.
            by_law(step, message)
            return step.case
        sum_ = agreed_sum(step.case, chosen, amount)
        answer(step, "accept", Verdict.ACCEPTED, message, remedy=chosen, amount=sum_, reasons=message, loan=loan)
    return step.case


def agreed_sum(case: Case, remedy: Remedy, amount: Decimal | None) -> Decimal | None:
    """By how much the price is reduced; None for every other remedy."""
    if remedy is not Remedy.REDUCTION:
        return None
    asked = case.demand_amount if case.demand == remedy else None
    given = asked if amount is None else amount
    if asked is not None and given is not None and given < asked:
        raise NotAnAnswer
    if given is None or not reduction_fits(given, price_of(case)):
        raise AmountMissing
    return given


def offer(
    case: Case,
    *,
    by: Person,
    version: int,
    now: datetime,
    remedy: str,
    why: str,
    reason: str,
    amount: Decimal | None = None,
    stance: str = "",
    body: str = "",
    grounds: Collection[Ground] = (),
) -> Case:
    """Another remedy than the one demanded, for one of the law's reasons (C2); the customer is asked to agree.

    A suggestion refuses nothing and leaves the clock running; every other reason is a no to the demand and carries
    the statement on settling disputes where the law wants one. Raises NotThatRemedy, ReasonMissing, StatementMissing,
    AmountMissing, TooLate.
    """
    ground, named = Why(why), Remedy(remedy)
    if not reason.strip():
        raise ReasonMissing
    with locked(case, by, version, now) as step:
        in_time(step)
        law = law_of_case(step.case)
        opened = {*grounds, *known_grounds(step.case)}
        if ground not in reasons_for(step.case.demand, named, opened, law.pack.has_remedy_order):
            raise NotThatRemedy
        if named is Remedy.REDUCTION and not reduction_fits(amount, price_of(step.case)):
            raise AmountMissing
        answers = answers_the_claim(ground)
        answer(
            step,
            "offer",
            Verdict.OFFERED,
            reason,
            is_answer=answers,
            remedy=named,
            amount=amount if named is Remedy.REDUCTION else None,
            why=ground,
            reasons=reason,
            statement=stated(step.case, stance, body, is_owed=answers and owes_statement(law)),
        )
    return step.case


def agree(case: Case, *, by: Person, version: int, now: datetime, message: str = "") -> Case:
    """The customer takes what was offered; an agent writes it down for a customer who agreed by mail or phone."""
    with locked(case, by, version, now) as step:
        offered = open_offer(step.case)
        if offered is None:
            raise NothingOffered
        watch = watched(step.case)
        if watch and is_over(watch, now):
            raise TooLate(watch.latest_day)
        answer(step, "agree", Verdict.AGREED, message, remedy=Remedy(offered.remedy), amount=offered.amount)
    return step.case


def turn_down(case: Case, *, by: Person, version: int, now: datetime, message: str = "") -> Case:
    """The customer keeps to the demand: it is our turn again."""
    with locked(case, by, version, now) as step:
        offered = open_offer(step.case)
        if offered is None or step.role is not Role.CUSTOMER:
            raise NothingOffered
        step.case.unanswered_since = step.case.unanswered_since or now
        step.data["decision"] = offered.pk
        move(step, "turn_down", message)
    return step.case


def decline(
    case: Case, *, by: Person, version: int, now: datetime, reason: str, stance: str = "", body: str = ""
) -> Case:
    """No, with reasons and the statement on settling the dispute out of court (C6). Nothing declines by itself.

    Raises ReasonMissing, StatementMissing, TooLate.
    """
    if not reason.strip():
        raise ReasonMissing
    with locked(case, by, version, now) as step:
        in_time(step)
        owed = step.case.kind == Case.Kind.COMPLAINT and owes_statement(law_of_case(step.case))
        said = stated(step.case, stance, body, is_owed=owed)
        answer(step, "decline", Verdict.DECLINED, reason, reasons=reason, statement=said)
    return step.case


def switch(
    case: Case,
    *,
    by: Person,
    version: int,
    now: datetime,
    remedy: str,
    why: str,
    reason: str,
    amount: Decimal | None = None,
) -> Case:
    """What was accepted turns out impossible while it is being done: the next remedy in the law's order."""
    ground, named = Why(why), Remedy(remedy)
    if not reason.strip():
        raise ReasonMissing
    with locked(case, by, version, now) as step:
        law = law_of_case(step.case)
        possible = reasons_for(step.case.remedy, named, (), law.pack.has_remedy_order)
        if ground not in possible or ground not in {Why.IMPOSSIBLE, Why.DISPROPORTIONATE, Why.NEITHER}:
            raise NotThatRemedy
        if named is Remedy.REDUCTION and not reduction_fits(amount, price_of(step.case)):
            raise AmountMissing
        sum_ = amount if named is Remedy.REDUCTION else None
        answer(step, "switch", Verdict.ACCEPTED, reason, remedy=named, amount=sum_, why=ground, reasons=reason)
    return step.case


def accept_by_law(case: Case, *, now: datetime) -> Case | None:
    """Past the latest legal day without an answer: what was demanded is accepted, dated by that day (C4).

    Whoever commits first wins: the row is locked, and a case that was answered meanwhile is left alone (None).
    """
    with locked(case, None, None, now) as step:
        watch = watched(step.case)
        if watch is None or not is_laws_turn(watch, now):
            step.changes = False
            return None
        by_law(step)
    return step.case


def by_law(step: Step, message: str = "") -> None:
    """`message`: what an agent wrote along with a yes that came too late; the customer gets to read it."""
    watch = watched(step.case)
    if watch is None or watch.over_at is None:
        raise NotAllowed
    case = step.case
    case.accepted_by_law_at = watch.over_at
    lawful = Step(case, Role.SYSTEM, None, step.now, {"accepted_at": watch.over_at.isoformat()})
    remedy = Remedy(case.demand) if case.demand else None
    sum_ = case.demand_amount
    made = answer(lawful, "accept_by_law", Verdict.BY_LAW, "", remedy=remedy, amount=sum_, is_answer=False)
    if message:
        written = write_message(step, message)
        case.unanswered_since = None
        transaction.on_commit(partial(message_posted.send_robust, Message, message=written))
    transaction.on_commit(partial(accepted_by_law.send_robust, Case, case=case, decision=made))


# --- What every answer has --------------------------------------------------------------------------


def in_time(step: Step) -> None:
    """Raises TooLate when the law has answered already, whether or not the clock got round to writing it down."""
    watch = watched(step.case)
    if watch and is_over(watch, step.now):
        raise TooLate(watch.latest_day)


def stated(case: Case, stance: str, body: str, *, is_owed: bool) -> dict[str, str]:
    """The statement on settling disputes, in the customer's language; {} where none is owed and none was made."""
    if not stance:
        if is_owed:
            raise StatementMissing
        return {}
    law = law_of_case(case).pack.code.partition("-")[0]
    try:
        return statement(Stance(stance), law=law, language=case.language, body=body).as_dict()
    except BodyMissing:
        raise StatementMissing from None


def answer(
    step: Step,
    verb: str,
    verdict: str,
    message: str,
    *,
    remedy: Remedy | None = None,
    amount: Decimal | None = None,
    is_answer: bool = True,
    **said: Any,
) -> Decision:
    """Write the paper, take the step of the table that carries it, let the press print it after commit."""
    case = step.case
    decision = Decision.objects.create(
        case=case,
        verdict=verdict,
        by_id=step.by.pk if step.by else None,
        made_at=step.now,
        is_answer=is_answer,
        language=case.language,
        law=law_of_case(case).pack.code,
        demand=case.demand,
        demand_amount=case.demand_amount,
        remedy=remedy or "",
        amount=amount,
        render_due_at=step.now,
        **said,
    )
    step.data["decision"] = decision.pk
    if verdict != Verdict.OFFERED and remedy:
        case.remedy = remedy
    move(step, verb, message)
    print_later(decision)
    return decision
