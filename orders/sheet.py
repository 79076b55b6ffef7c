"""One order's page, gathered in a number of queries that does not grow with the order."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from orders import again
from orders.access import Guest, may_act_on, one_order
from orders.bill import bill
from orders.edited import edits_of
from orders.looks import most_telling, order_look
from orders.models import CompanyMember, Order, OrderLine, Refund
from orders.notes import LineNote, notes_of
from orders.panels import panels_for
from orders.possible import possible_with, with_facts
from orders.queries import invoices_of, lines_of, parcels_of
from orders.rules import can_be_returned
from orders.timeline import order_steps, step_next, step_now


@dataclass(frozen=True, slots=True)
class Line:
    line: OrderLine
    again: str = ""
    notes: list[LineNote] = field(default_factory=list)
    refunded: int = 0  # pieces that were paid back, as the shop said


def order_to_show(person: Any, slug: str) -> Order:
    """With the answers that spare the page a query each. Raises Http404 like get_order()."""
    orders = (
        with_facts(one_order(person, slug))
        .defer("payload")
        .annotate(
            has_refunds=Exists(Refund.objects.filter(order=OuterRef("pk"))),
            is_seen_by_member=Exists(CompanyMember.objects.filter(user=person.pk)),
        )
    )
    order = orders.first()
    if order is None:
        raise Http404
    return order


def order_sheet(request: HttpRequest, person: Any, slug: str) -> dict[str, Any]:
    order = order_to_show(person, slug)
    lines = lines_of(order)
    parcels = parcels_of(order, lines)
    refunds = list(order.refunds.prefetch_related("lines")) if vars(order)["has_refunds"] else []
    steps = order_steps(order, parcels)
    patterns = again.patterns(request)
    return {
        "order": order,
        "is_guest": isinstance(person, Guest),
        "order_look": order_look(order, most_telling(parcels)),
        "lines": _lines(lines, refunds, notes_of(person, order), patterns.line),
        "parcels": parcels,
        "invoices": invoices_of(order, person),
        "bill": bill(order, refunds),
        "edits": edits_of(order),
        "steps": steps,
        "now": step_now(steps),
        "next": step_next(steps),
        "possible": possible_with(request, person, order, lines, parcels),
        "again_url": again.order_url(patterns.order, order),
        "panels": panels_for(request, order),
        "can_return": may_act_on(person, order) and can_be_returned(order, lines),
    }


def _lines(
    lines: list[OrderLine], refunds: list[Refund], notes: dict[int, list[LineNote]], pattern: str
) -> list[Line]:
    paid_back: dict[int | None, int] = defaultdict(int)
    for refund in refunds:
        for part in refund.lines.all():
            paid_back[part.order_line_id] += part.quantity
    return [
        Line(line, again.line_url(pattern, line), notes.get(line.pk, []), min(paid_back[line.pk], line.quantity))
        for line in lines
    ]
