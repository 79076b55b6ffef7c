"""From a statement to its case: found, judged, opened, confirmed where it is certain. In the background, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import override

from orders.access import may_act_on
from orders.models import Order
from returns.access import Member
from returns.actions import WantedLine, open_case, take_step
from returns.errors import NothingLeft, NotReturnable
from returns.models import Case, Withdrawal, WithdrawalMatch
from returns.queries.eligibility import eligibility
from returns.withdrawing import rules
from returns.withdrawing.actions import kept_apart
from returns.withdrawing.finding import Found, Lookup, look_up
from returns.withdrawing.judging import judge, wanted_lines
from returns.withdrawing.signals import owner_to_tell, stop_dispatch, withdrawal_matched
from returns.withdrawing.wording import subject_of, words_of

NOT_SENT = (Order.Status.PENDING, Order.Status.PROCESSING)
A_DAY = timedelta(days=1)


@transaction.atomic
def match(withdrawal_id: int, now: datetime) -> Case | None:
    """The case of this statement; None when it has one already."""
    work = WithdrawalMatch.objects.select_for_update().filter(pk=withdrawal_id, due_at__isnull=False).first()
    if work is None:
        return None
    withdrawal = Withdrawal.objects.get(pk=withdrawal_id)
    looked = look_up(withdrawal)
    if looked.order:
        case, found = open_about(withdrawal, looked.order, now)
    else:
        case, found = open_for(withdrawal, None, (), looked.why), looked.why
        work.candidates.set(looked.candidates)
    work.case, work.found, work.due_at = case, found, None
    if owners := owners_to_tell(withdrawal, looked, now):
        tell(withdrawal, owners)
        work.own_address_told_at = now
    work.save(update_fields=["case", "found", "due_at", "own_address_told_at"])
    stop_if_not_sent(case)
    transaction.on_commit(partial(withdrawal_matched.send_robust, Withdrawal, withdrawal=withdrawal, case=case))
    return case


def stop_if_not_sent(case: Case) -> None:
    """Inside the transaction: whoever tells the shop writes a row."""
    if case.order and case.order.status in NOT_SENT:
        kept_apart(lambda: stop_dispatch.send(Case, case=case))


def open_about(withdrawal: Withdrawal, order: Order, now: datetime) -> tuple[Case, str]:
    """About an order that is surely meant; the second value says why a person has to look, if one has."""
    said, moment = withdrawal.content, withdrawal.submitted_at
    judged = eligibility(order, moment)
    wanted = wanted_lines(said, judged)
    found: str = judge(said, wanted, judged, moment)
    try:
        with transaction.atomic():
            case = open_for(withdrawal, order, wanted, found)
    except (NothingLeft, NotReturnable):
        # Somebody was quicker with these pieces: a person looks which case they belong to.
        found = Found.TAKEN
        case = open_for(withdrawal, order, (), found)
    if found == Found.CONFIRMED:
        case = take_step(case, "confirm", by=None, now=now)
    return case, found


def open_for(withdrawal: Withdrawal, order: Order | None, lines: Sequence[WantedLine], found: str) -> Case:
    said = withdrawal.content
    with override(said["language"]):
        subject, body = subject_of(order), words_of(withdrawal)
    case, _is_new = open_case(
        by=owner_of(withdrawal, order),
        email=said["email"],
        kind=Case.Kind.WITHDRAWAL,
        order=order,
        lines=lines,
        subject=subject,
        body=body,
        withdrawn_at=withdrawal.submitted_at,
        submission_key=withdrawal.submission_key,
        language=said["language"],
        now=withdrawal.submitted_at,
        facts={"withdrawal": withdrawal.position, "found": found},
    )
    return case


def owner_of(withdrawal: Withdrawal, order: Order | None) -> Member | None:
    """Whose case it is: hers who was signed in, else hers whose order it is; a guest's otherwise.

    Never somebody's who may not act on the order any more: she may have left the company since.
    """
    if order is None:
        return withdrawal.user
    signed_in = withdrawal.user if withdrawal.content["proof"] == "account" else None
    return next((person for person in (signed_in, order.customer) if person and may_act_on(person, order)), None)


def owners_to_tell(withdrawal: Withdrawal, looked: Lookup, now: datetime) -> list[Order]:
    """Orders whose own address is another one than was given, and that have not heard of it today."""
    meant = [looked.order] if looked.order else [*looked.candidates] if looked.why == Found.OTHER_ADDRESS else []
    others = [order for order in meant if order.email and order.email != withdrawal.content["email"]]
    return [order for order in others if told_lately(order, now) < rules.TOLD_A_DAY]


def told_lately(order: Order, now: datetime) -> int:
    about = Q(case__order=order) | Q(candidates=order)
    return WithdrawalMatch.objects.filter(about, own_address_told_at__gt=now - A_DAY).distinct().count()


def tell(withdrawal: Withdrawal, owners: Sequence[Order]) -> None:
    for order in owners:
        kept_apart(partial(owner_to_tell.send, Withdrawal, withdrawal=withdrawal, order=order))


def put_back(withdrawal_id: int, now: datetime) -> None:
    """It failed: again in a while, for as long as it takes."""
    work = WithdrawalMatch.objects.filter(pk=withdrawal_id, due_at__isnull=False).first()
    if work is None:
        return
    work.due_at = now + rules.wait_before_try(work.attempts)
    work.attempts += 1
    work.save(update_fields=["due_at", "attempts"])
