"""What was decided, what is on offer, and what was done for a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from orders.models import OrderLine
from returns.case_panels import is_empty
from returns.complaints.rules import Ground
from returns.models import Case, CaseEvent, Decision, DoneRemedy
from returns.queries import worth


def open_offer(case: Case) -> Decision | None:
    """The remedy the customer may still take: the newest word on the claim, and not turned down."""
    if case.status not in {Case.Status.OPEN, Case.Status.WAITING}:
        return None
    last = None if is_empty(case, "has_decisions") else case.decisions.order_by("pk").last()
    if last is None or last.verdict != Decision.Verdict.OFFERED:
        return None
    turned_down = CaseEvent.objects.filter(case=case, verb="turn_down", data__decision=last.pk)
    return None if turned_down.exists() else last


def has_answer(case: Case) -> bool:
    """Did the shop say yes or no to the demand? A suggestion and a question do not (C4, C5)."""
    return case.decisions.filter(is_answer=True).exists()


def price_of(case: Case) -> Decimal:
    """What was paid for the items of the claim: a price can be reduced by no more."""
    known = worth(case)
    if known and known.amount:
        return known.amount
    return case.order.total if case.order else Decimal(0)


def conformity_repairs(order_line: OrderLine) -> list[datetime]:
    """When this line was repaired to bring it into conformity, earliest first; the first one adds 12 months (R1)."""
    return list(
        DoneRemedy.objects.filter(order_line=order_line, remedy=Case.Remedy.REPAIR, is_guarantee=False)
        .order_by("done_at")
        .values_list("done_at", flat=True)
    )


@dataclass(frozen=True)
class Replacement:
    at: datetime
    quantity: int
    serials: Sequence[str]
    # Empty: the same product again.
    product: str
    reference: str
    is_guarantee: bool


def replacements(order_line: OrderLine) -> list[Replacement]:
    """What this line was replaced with, earliest first; the passport moves on to the last one."""
    done = DoneRemedy.objects.filter(order_line=order_line, remedy=Case.Remedy.REPLACEMENT).select_related("case")
    return [
        Replacement(each.done_at, each.quantity, each.serials, each.product, each.case.reference, each.is_guarantee)
        for each in done.order_by("done_at")
    ]


def grounds(case: Case) -> frozenset[Ground]:
    """What is known here of the grounds that open price reduction and withdrawal (C2)."""
    lines = case.lines.values("order_line_id")
    found = set()
    if DoneRemedy.objects.filter(order_line_id__in=lines, is_guarantee=False).exclude(case=case).exists():
        found.add(Ground.PERSISTS)
    others = earlier_claims(case)
    if others.filter(status=Case.Status.DECLINED, demand__in=["repair", "replacement"]).exists():
        found.add(Ground.REFUSED)
    if others.filter(status__in=["accepted", "received"], remedy__in=["repair", "replacement"]).exists():
        found.add(Ground.NOT_DONE)
    return frozenset(found)


def earlier_claims(case: Case) -> QuerySet[Case]:
    """Complaints about the same lines that came before this one."""
    lines = case.lines.values("order_line_id")
    same = case.lines.model.objects.filter(case=OuterRef("pk"), order_line_id__in=lines)
    before = Q(kind=Case.Kind.COMPLAINT, opened_at__lt=case.opened_at)
    return Case.objects.filter(before, Exists(same)).exclude(pk=case.pk)
