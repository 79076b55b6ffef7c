"""What articles may say to a signed-in reader about their own orders, parcels and cases."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.own import Standing, register
from orders.access import orders_placed_by
from orders.looks import most_telling, order_look, parcel_look
from orders.models import Invoice, Order, Shipment
from orders.templatetags.formats import when
from returns.access import cases_of
from returns.models import Case

# What is older is no longer what somebody reads an article for.
RECENT = timedelta(days=60)
MOST_ORDERS = MOST_CASES = 10

NAMES = {
    "order_number": gettext_lazy("Number of their order"),
    "order_status": gettext_lazy("What their order page says"),
    "order_date": gettext_lazy("When they ordered"),
    "parcel_status": gettext_lazy("What the parcel's line says"),
    "handed_over": gettext_lazy("When the carrier got the parcel"),
    "expected_date": gettext_lazy("When the parcel is expected"),
    "pickup_place": gettext_lazy("Where the parcel waits"),
    "invoice_number": gettext_lazy("Number of the invoice or correction"),
    "case_reference": gettext_lazy("Number of their case"),
    "case_status": gettext_lazy("What their case says"),
    "case_opened": gettext_lazy("When they opened the case"),
}


def connect() -> None:
    register(own_orders, NAMES)
    register(own_cases, {})


def own_orders(user: Any) -> Iterator[Standing]:
    """Parcels before their orders, documents last, the newest order first. Three queries."""
    since = timezone.now() - RECENT
    mine = orders_placed_by(user).filter(placed_at__gte=since).order_by("-placed_at", "-pk")
    ready = Prefetch("invoices", Invoice.objects.exclude(rendered_at=None).defer("snapshot").order_by("-pk"))
    for order in mine.prefetch_related("shipments", ready)[:MOST_ORDERS]:
        for parcel in order.shipments.all():
            yield _standing(f"shipment.{parcel.status}", order, _of_order(order) | _of_parcel(parcel))
        parcels = [_of_parcel(parcel) for parcel in order.shipments.all()]
        yield _standing(f"order.{order.status}", order, _of_order(order) | (parcels[0] if len(parcels) == 1 else {}))
        for invoice in order.invoices.all():
            url = reverse("orders:invoice", args=[order.slug, invoice.slug])
            values = _of_order(order) | {"invoice_number": invoice.number}
            yield Standing(f"invoice.{invoice.kind}", values, url, _("Download the PDF"))


def own_cases(user: Any) -> Iterator[Standing]:
    """The newest first. One query."""
    mine = cases_of(user).filter(updated_at__gte=timezone.now() - RECENT).select_related("order")
    for case in mine.order_by("-opened_at", "-pk")[:MOST_CASES]:
        values = {
            "case_reference": case.reference,
            "case_status": str(Case.Status(case.status).label),
            "case_opened": when(case.opened_at),
        }
        if case.order:
            values["order_number"] = case.order.number
        url = reverse("cases:detail", args=[case.reference])
        yield Standing(f"{case.kind}.{case.status}", values, url, _("See your case"))


def _standing(state: str, order: Order, values: dict[str, str]) -> Standing:
    return Standing(state, values, reverse("orders:detail", args=[order.slug]), _("See your order"))


def _of_order(order: Order) -> dict[str, str]:
    return {
        "order_number": order.number,
        "order_status": order_look(order, most_telling(list(order.shipments.all()))).label,
        "order_date": when(order.placed_at),
    }


def _of_parcel(parcel: Shipment) -> dict[str, str]:
    return {
        "parcel_status": parcel_look(parcel).label,
        "handed_over": when(parcel.shipped_at),
        "expected_date": when(parcel.estimated_date),
        "pickup_place": str(parcel.pickup_point.get("name", "")),
    }
