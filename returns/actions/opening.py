"""Open a case. The form's submission key makes a second click, tab or retry find the first case again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from orders.actions import NothingLeftToReturn, reserve_return
from orders.models import Order
from returns.access import Member, cases_of
from returns.actions.step import keep
from returns.actions.uploading import take_uploads
from returns.articles_read import Offered, attach
from returns.errors import FormUsed, NotAllowed, NothingLeft, NotReturnable
from returns.models import Case, CaseEvent, CaseLine, Message
from returns.queries import returnable_lines
from returns.reference import new_reference
from returns.signals import case_opened


@dataclass(frozen=True)
class WantedLine:
    order_line_id: int
    quantity: int
    reason: str


@dataclass(frozen=True)
class Opening:
    """What every new case has, whatever its kind."""

    by: Member
    kind: str
    order: Order | None
    subject: str
    body: str
    submission_key: UUID
    language: str
    now: datetime
    articles: Sequence[Offered] = ()


def open_return(
    *,
    by: Member,
    order: Order,
    lines: Sequence[WantedLine],
    note: str,
    submission_key: UUID,
    language: str,
    now: datetime,
    articles: Sequence[Offered] = (),
) -> tuple[Case, bool]:
    """The case, and whether this call opened it.

    `articles` are what she read before and left ticked. The caller got `order` through orders.access.
    Raises NotReturnable, NothingLeft, NotAllowed.
    """
    if order.customer_id != by.pk:
        raise NotAllowed
    with override(language):
        subject = _("Return from order %(number)s") % {"number": order.number}
    opening = Opening(by, Case.Kind.RETURN, order, subject, note, submission_key, language, now, articles)
    return open_once(opening, partial(add_lines, order, lines, now))


def open_question(
    *,
    by: Member,
    order: Order | None,
    subject: str,
    body: str,
    submission_key: UUID,
    language: str,
    now: datetime,
    articles: Sequence[Offered] = (),
) -> tuple[Case, bool]:
    """The case, and whether this call opened it; `order` came through orders.access."""
    if order is not None and order.customer_id != by.pk:
        raise NotAllowed
    opening = Opening(by, Case.Kind.QUESTION, order, subject, body, submission_key, language, now, articles)
    return open_once(opening)


def open_once(opening: Opening, add: Callable[[Case], None] | None = None) -> tuple[Case, bool]:
    """Open the case unless this form already did, also when two requests with one key run side by side."""
    if first := cases_of(opening.by).filter(submission_key=opening.submission_key).first():
        return first, False
    try:
        with transaction.atomic():
            return write(opening, add), True
    except IntegrityError:
        first = cases_of(opening.by).filter(submission_key=opening.submission_key).first()
        if first is None:
            raise FormUsed from None
        return first, False


def write(opening: Opening, add: Callable[[Case], None] | None) -> Case:
    # The row first: a second request with the same key waits here for the first one's commit.
    case = Case.objects.create(
        kind=opening.kind,
        reference=free_reference(opening.kind),
        customer_id=opening.by.pk,
        email=opening.by.email,
        language=opening.language,
        order=opening.order,
        subject=opening.subject[:200],
        opened_at=opening.now,
        unanswered_since=opening.now,
        submission_key=opening.submission_key,
        version=0,
    )
    if add:
        add(case)
    message = Message.objects.create(
        case=case,
        author=Message.Author.CUSTOMER,
        user_id=opening.by.pk,
        body=opening.body,
        created_at=opening.now,
    )
    take_uploads(opening.by, opening.submission_key, message)
    attach(case, opening.articles)
    CaseEvent.objects.create(
        case=case, at=opening.now, verb="open", actor_id=opening.by.pk, data={"to": case.status, "message": message.pk}
    )
    keep(case, opening.now)
    transaction.on_commit(partial(case_opened.send_robust, Case, case=case))
    return case


def free_reference(kind: str) -> str:
    while Case.objects.filter(reference=(reference := new_reference(kind))).exists():
        pass
    return reference


def add_lines(order: Order, wanted: Sequence[WantedLine], now: datetime, case: Case) -> None:
    """Check each line against the rules, reserve its pieces, write it down; all or nothing."""
    allowed = {line.order_line.pk: line.verdict for line in returnable_lines(order, now)}
    if not wanted or len({line.order_line_id for line in wanted}) < len(wanted):
        raise NotReturnable
    # One order for everybody who locks several lines, so that two returns never wait for each other.
    for line in sorted(wanted, key=lambda each: each.order_line_id):
        verdict = allowed.get(line.order_line_id)
        if verdict is None or line.reason not in CaseLine.Reason.values or line.quantity < 1:
            raise NotReturnable
        if verdict.no == "already_returned" or line.quantity > verdict.quantity > 0:
            raise NothingLeft
        if verdict.no:
            raise NotReturnable
        try:
            reserve_return(line.order_line_id, line.quantity)
        except NothingLeftToReturn:
            raise NothingLeft from None
        CaseLine.objects.create(
            case=case, order_line_id=line.order_line_id, quantity=line.quantity, reason=line.reason
        )
