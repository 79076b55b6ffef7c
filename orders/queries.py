"""What pages and jobs read of orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateTimeField,
    F,
    Field,
    Func,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from orders.access import invoices_of as invoices_seen_by
from orders.access import orders_of, orders_placed_by
from orders.looks import TELLING, Look, order_look
from orders.models import Invoice, Order, OrderLine, Shipment

PAGE_SIZE = 25
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Row(Func):
    """(a, b)"""

    template = "(%(expressions)s)"
    output_field = Field()


class Before(Func):
    """(a, b) < (c, d): one walk down the index; the same written with OR takes SQLite 50 times as long."""

    template = "%(expressions)s"
    arg_joiner = " < "
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class OrderRow:
    order: Order
    summary: str
    look: Look


@dataclass(frozen=True, slots=True)
class OrderPage:
    rows: list[OrderRow]
    older: str  # for ?before=, "" on the last page
    is_first: bool


def order_page(user: Any, before: str | None = None) -> OrderPage:
    """The newest orders first; `before` is an earlier page's `older`, anything else is the first page."""
    orders = orders_of(user).order_by("-placed_at", "-id").defer("payload", "billing_address", "shipping_address")
    cursor = _read_cursor(before or "")
    if cursor:
        placed_at, pk = cursor
        orders = orders.filter(
            Before(
                Row(F("placed_at"), F("id")),
                Row(Value(placed_at, output_field=DateTimeField()), Value(pk, output_field=BigIntegerField())),
            )
        )
    lines = OrderLine.objects.only("order_id", "name").order_by("position", "id")
    found = list(
        orders.annotate(parcel_status=_telling_parcel()).prefetch_related(Prefetch("lines", lines))[: PAGE_SIZE + 1]
    )
    shown = found[:PAGE_SIZE]
    older = _cursor(shown[-1]) if len(found) > PAGE_SIZE else ""
    return OrderPage([_row(order) for order in shown], older, cursor is None)


def _telling_parcel() -> Coalesce:
    """The most urgent parcel status of an order, asked for with the page and not by a query of its own."""
    urgency = Case(*(When(status=status, then=rank) for rank, status in enumerate(TELLING)), default=len(TELLING))
    urgent = Shipment.objects.filter(order=OuterRef("pk"), status__in=TELLING).order_by(urgency)
    return Coalesce(Subquery(urgent.values("status")[:1]), Value(""))


def _cursor(order: Order) -> str:
    return f"{(order.placed_at - EPOCH) // timedelta(microseconds=1)}-{order.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = text.partition("-")
    if not (moment.isascii() and moment.isdigit() and pk.isascii() and pk.isdigit() and len(text) < 40):
        return None
    try:
        return EPOCH + timedelta(microseconds=int(moment)), min(int(pk), 2**63 - 1)
    except OverflowError:
        return None


def _row(order: Order) -> OrderRow:
    return OrderRow(order, summary(order.lines.all()), order_look(order, vars(order)["parcel_status"]))


def summary(lines: Iterable[OrderLine]) -> str:
    """Ceramic mug and 2 more: what an order is remembered by."""
    names = [line.name for line in lines]
    if len(names) < 2:
        return names[0] if names else gettext("No products")
    more = len(names) - 1
    return ngettext("%(name)s and %(count)d more", "%(name)s and %(count)d more", more) % {
        "name": names[0],
        "count": more,
    }


def latest_order(user: Any) -> Order | None:
    """With its parcels and lines, for the customer's home page: what she ordered, not her colleagues."""
    return orders_placed_by(user).prefetch_related("shipments", "lines").order_by("-placed_at", "-id").first()


def lines_of(order: Order) -> list[OrderLine]:
    return list(order.lines.all())


def parcels_of(order: Order, lines: list[OrderLine]) -> list[Shipment]:
    """Every parcel with its events, newest first, and what is in it (`lines` are the order's)."""
    # Kept on the order, so that panels of other rooms read them without asking again.
    prefetch_related_objects([order], Prefetch("shipments", Shipment.objects.prefetch_related("events", "lines")))
    parcels = list(order.shipments.all())
    known = {line.pk: line for line in lines}
    for parcel in parcels:
        for item in parcel.lines.all():
            item.order_line = known[item.order_line_id]
    return parcels


def invoices_of(order: Order, user: Any) -> list[Invoice]:
    """Those the person who looks may have (orders.access)."""
    prefetch_related_objects([order], Prefetch("invoices", invoices_seen_by(user).defer("snapshot")))
    return list(order.invoices.all())


def invoices_due(now: datetime) -> QuerySet[Invoice]:
    """Issued, not rendered yet, and it is time to (again); oldest first. tick starts them."""
    return Invoice.objects.filter(rendered_at=None, render_due_at__lte=now).order_by("render_due_at")
