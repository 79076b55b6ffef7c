"""Open a case. The form's submission key makes a second click, tab or retry find the first case again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from orders.access import may_act_on
from orders.actions import NothingLeftToReturn, reserve_return
from orders.models import Order, OrderLine
from returns.access import WORK_CASES, Member, Person, cases_of
from returns.actions.step import keep
from returns.actions.uploading import take_uploads
from returns.articles_read import Offered, attach
from returns.errors import FormUsed, NotAllowed, NothingLeft, NotReturnable
from returns.models import Case, CaseEvent, CaseLine, Message, Way
from returns.queries import returnable_lines
from returns.reference import new_reference
from returns.rules import RESERVES, Role, Verdict
from returns.signals import case_opened


@dataclass(frozen=True)
class WantedLine:
    order_line_id: int
    quantity: int
    reason: str = ""  # one of CaseLine.Reason; nobody has to give one


@dataclass(frozen=True)
class Opening:
    """What every new case has, whatever its kind."""

    by: Member | None
    email: str
    kind: str
    order: Order | None
    more_orders: Sequence[Order]
    lines: Sequence[WantedLine]
    subject: str
    body: str
    demand: str
    demand_amount: Decimal | None
    withdrawn_at: datetime | None
    submission_key: UUID
    language: str
    now: datetime
    articles: Sequence[Offered]
    facts: Mapping[str, Any]
    way: str
    opened_by: Person | None

    @property
    def orders(self) -> list[Order]:
        return [*([self.order] if self.order else []), *self.more_orders]


def open_case(
    *,
    by: Member | None,
    kind: str,
    subject: str,
    body: str,
    submission_key: UUID,
    language: str,
    now: datetime,
    email: str = "",
    order: Order | None = None,
    more_orders: Sequence[Order] = (),
    lines: Sequence[WantedLine] = (),
    demand: str = "",
    demand_amount: Decimal | None = None,
    withdrawn_at: datetime | None = None,
    articles: Sequence[Offered] = (),
    facts: Mapping[str, Any] | None = None,
    way: str = Way.WEB,
    opened_by: Person | None = None,
) -> tuple[Case, bool]:
    """The case, and whether this call opened it.

    `by` None is a guest with an `email`, whose request the caller has matched with the order. For a member the
    orders came through orders.access. `articles` are what she read before and left ticked; `facts` (JSON) are kept
    in the first row of history. `way`: how the contact reached us; `opened_by`: the agent who writes it down for the
    customer, who stays its owner. Raises NotReturnable, NothingLeft, NotAllowed.
    """
    opening = Opening(
        by, email, Case.Kind(kind), order, more_orders, lines, subject, body, demand, demand_amount, withdrawn_at,
        submission_key, language, now, articles, facts or {}, Way(way), opened_by,
    )  # fmt: skip
    return open_once(checked(opening))


def checked(opening: Opening) -> Opening:
    """Whole, with what follows from the rest; raises NotAllowed."""
    by, order, now = opening.by, opening.order, opening.now
    withdrawn_at = opening.withdrawn_at or (now if opening.kind == Case.Kind.WITHDRAWAL else None)
    whole = replace(
        opening,
        email=opening.email or (by.email if by else ""),
        more_orders=[each for each in dict.fromkeys(opening.more_orders) if each != order],
        demand=Case.Demand(opening.demand) if opening.demand else "",
        withdrawn_at=withdrawn_at,
    )
    if opened_by_a_stranger(opening) or not whole.email or (whole.more_orders and order is None):
        raise NotAllowed
    if len({each.currency for each in whole.orders}) > 1:
        # What is paid back is one sum.
        raise NotAllowed
    if by is not None and not all(may_act_on(by, each) for each in whole.orders):
        raise NotAllowed
    return whole


def opened_by_a_stranger(opening: Opening) -> bool:
    """Only agents open cases for others, and never their own."""
    agent, by = opening.opened_by, opening.by
    return agent is not None and (not agent.has_perm(WORK_CASES) or (by is not None and by.pk == agent.pk))


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
    """A return, with its words; see open_case."""
    with override(language):
        subject = _("Return from order %(number)s") % {"number": order.number}
    return open_case(
        by=by,
        kind=Case.Kind.RETURN,
        order=order,
        lines=lines,
        subject=subject,
        body=note,
        submission_key=submission_key,
        language=language,
        now=now,
        articles=articles,
    )


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
    """A question, about an order or not; see open_case."""
    return open_case(
        by=by,
        kind=Case.Kind.QUESTION,
        order=order,
        subject=subject,
        body=body,
        submission_key=submission_key,
        language=language,
        now=now,
        articles=articles,
    )


def open_once(opening: Opening) -> tuple[Case, bool]:
    """Open the case unless this form already did, also when two requests with one key run side by side."""
    if first := opened_before(opening):
        return first, False
    try:
        with transaction.atomic():
            return write(opening), True
    except IntegrityError:
        first = opened_before(opening)
        if first is None:
            raise FormUsed from None
        return first, False


def opened_before(opening: Opening) -> Case | None:
    # A guest's key was made by us, nobody else can send it.
    cases = Case.objects.all() if opening.by is None else cases_of(opening.by)
    return cases.filter(submission_key=opening.submission_key).first()


def write(opening: Opening) -> Case:
    # The row first: a second request with the same key waits here for the first one's commit.
    owner = opening.by.pk if opening.by else None
    actor = opening.opened_by.pk if opening.opened_by else owner
    case = Case.objects.create(
        kind=opening.kind,
        reference=free_reference(opening.kind),
        customer_id=owner,
        email=opening.email,
        language=opening.language,
        order=opening.order,
        subject=opening.subject[:200],
        opened_at=opening.now,
        unanswered_since=opening.now,
        demand=opening.demand,
        demand_amount=opening.demand_amount,
        withdrawn_at=opening.withdrawn_at,
        way=opening.way,
        opened_by_id=opening.opened_by.pk if opening.opened_by else None,
        submission_key=opening.submission_key,
        version=0,
    )
    case.more_orders.set(opening.more_orders)
    add_lines(case, opening)
    message = Message.objects.create(
        case=case,
        author=Message.Author.CUSTOMER,
        user_id=actor,
        body=opening.body,
        way=opening.way,
        created_at=opening.now,
    )
    if sender := opening.opened_by or opening.by:
        take_uploads(sender, opening.submission_key, message)
    attach(case, opening.articles)
    data = {**opening.facts, "to": case.status, "message": message.pk}
    CaseEvent.objects.create(case=case, at=opening.now, verb="open", actor_id=actor, data=data)
    keep(case, opening.now, Role.CUSTOMER)
    transaction.on_commit(partial(case_opened.send_robust, Case, case=case))
    return case


def free_reference(kind: str) -> str:
    while Case.objects.filter(reference=(reference := new_reference(kind))).exists():
        pass
    return reference


def add_lines(case: Case, opening: Opening) -> None:
    """Check each line, reserve its pieces where the kind does, write it down; all or nothing."""
    lines = opening.lines
    if len({line.order_line_id for line in lines}) < len(lines) or (case.kind == Case.Kind.RETURN and not lines):
        raise NotReturnable
    judge = allowed_by_the_shop if case.kind == Case.Kind.RETURN else allowed_by_quantity
    allowed = judge(opening)
    # One order for everybody who locks several lines, so that two returns never wait for each other.
    for line in sorted(lines, key=lambda each: each.order_line_id):
        verdict = allowed.get(line.order_line_id)
        if verdict is None or line.quantity < 1 or line.reason not in ["", *CaseLine.Reason.values]:
            raise NotReturnable
        if verdict.no == "already_returned" or line.quantity > verdict.quantity > 0:
            raise NothingLeft
        if verdict.no:
            raise NotReturnable
        if case.kind in RESERVES:
            try:
                reserve_return(line.order_line_id, line.quantity)
            except NothingLeftToReturn:
                raise NothingLeft from None
        CaseLine.objects.create(
            case=case, order_line_id=line.order_line_id, quantity=line.quantity, reason=line.reason
        )


def allowed_by_the_shop(opening: Opening) -> dict[int, Verdict]:
    """What the shop takes back of its own will."""
    found = (line for order in opening.orders for line in returnable_lines(order, opening.now))
    return {line.order_line.pk: line.verdict for line in found}


def allowed_by_quantity(opening: Opening) -> dict[int, Verdict]:
    """Whatever was bought: the law's own conditions are judged by who opens the case."""
    found = OrderLine.objects.filter(order__in=opening.orders)
    return {line.pk: Verdict(line.quantity, None) for line in found}
