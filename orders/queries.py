"""What pages and jobs read of orders."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from orders.access import documents_of, is_somebody, own_shelf
from orders.models import Invoice, Order, OrderLine, Shipment


def summary(lines: Iterable[OrderLine]) -> str:
    names = [line.name for line in lines]
    return summary_of(names[0] if names else "", len(names))


def summary_of(first: str, count: int) -> str:
    """Ceramic mug and 2 more: what an order is remembered by."""
    if count < 2:
        return first or gettext("No products")
    more = ngettext("%(name)s and %(count)d more", "%(name)s and %(count)d more", count - 1)
    return more % {"name": first, "count": count - 1}


def summary_columns() -> dict[str, Coalesce]:
    """What summary_of() takes, read with an order: `first_name` and `line_count`."""
    lines = OrderLine.objects.filter(order=OuterRef("pk"))
    counted = lines.order_by().values("order").annotate(count=Count("pk")).values("count")
    return {
        "first_name": Coalesce(Subquery(lines.order_by("position", "id").values("name")[:1]), Value("")),
        "line_count": Coalesce(Subquery(counted), 0),
    }


def latest_order(user: Any) -> Order | None:
    """With its parcels, `first_name` and `line_count`, for a customer's home: what she ordered, not her colleagues."""
    if not is_somebody(user):
        return None
    found = own_shelf(user).annotate(**summary_columns()).defer("payload")
    return found.prefetch_related("shipments").order_by("-placed_at", "-id").first()


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
    """Those the person who looks may have. The order came through the door, and only companies say more about it."""
    mine = documents_of(user) if order.company_id else Invoice.objects.all()
    prefetch_related_objects([order], Prefetch("invoices", mine.defer("snapshot")))
    return list(order.invoices.all())


def invoices_due(now: datetime) -> QuerySet[Invoice]:
    """Issued, not rendered yet, and it is time to (again); oldest first. tick starts them."""
    return Invoice.objects.filter(rendered_at=None, render_due_at__lte=now).order_by("render_due_at")
