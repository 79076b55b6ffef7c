"""Parcels as the API, webhooks and carriers describe them: what is in one, where it goes and by when."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.actions.tracking import settle_order, settle_shipment
from orders.erasing import forget_what_hangs_on
from orders.models import Order, Shipment, ShipmentLine


class UnknownLine(ValueError):
    """A parcel holds a line its order does not have; the message names it."""


@transaction.atomic
def update_parcel(
    order: Order,
    external_id: str,
    *,
    carrier: str | None = None,
    tracking_number: str | None = None,
    tracking_url: str | None = None,
    direction: str | None = None,
    shipped_at: datetime | None = None,
    promised_from: date | None = None,
    promised_to: date | None = None,
    estimated_at: datetime | None = None,
    estimated_date: date | None = None,
    pickup_point: Mapping[str, str] | None = None,
    pickup_code: str | None = None,
    pickup_until: datetime | None = None,
    lines: Mapping[str, int] | None = None,
    source: str | None = None,
) -> tuple[Shipment, bool]:
    """Make a parcel of an order or change what is said about it; (parcel, whether it is new). None says nothing.

    `external_id`: the teller's id. `lines`: external id of an order line → pieces, all there is in the parcel.
    `pickup_point`: name, address, hours, latitude, longitude. Raises UnknownLine, ValueError for a strange promise.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    known = order.shipments.filter(external_id=external_id).first()
    parcel = known or Shipment(order=order, external_id=external_id)
    said: dict[str, Any] = {
        "carrier": carrier,
        "tracking_number": tracking_number and tracking_number.replace(" ", ""),
        "tracking_url": tracking_url,
        "direction": direction and Shipment.Direction(direction),
        "shipped_at": shipped_at,
        "promised_from": promised_from,
        "promised_to": promised_to,
        "estimated_at": estimated_at,
        "estimated_date": estimated_date or (estimated_at and timezone.localdate(estimated_at)),
        "pickup_point": None if pickup_point is None else {key: str(text) for key, text in pickup_point.items()},
        "pickup_code": pickup_code,
        "pickup_until": pickup_until,
        "source": source,
    }
    _say(parcel, said)
    if lines is not None:
        _pack(order, parcel, lines)
    settle_shipment(parcel)
    settle_order(order)
    if order.erased_at:
        forget_what_hangs_on(order)
    return parcel, known is None


def _say(parcel: Shipment, said: Mapping[str, Any]) -> None:
    """Raises ValueError for a promise that ends before it begins. Another carrier or number is asked for news soon."""
    before = (parcel.tracking_number, parcel.carrier)
    for name, value in said.items():
        if value is not None:
            setattr(parcel, name, value)
    if parcel.promised_from and parcel.promised_to and parcel.promised_to < parcel.promised_from:
        raise ValueError(_("The promised days end before they begin."))
    if before != (parcel.tracking_number, parcel.carrier):
        parcel.next_poll_at = timezone.now()
    parcel.save()


def _pack(order: Order, parcel: Shipment, lines: Mapping[str, int]) -> None:
    known = dict(order.lines.values_list("external_id", "pk"))
    strange = [external_id for external_id in lines if external_id not in known]
    if strange:
        raise UnknownLine(_("The order has no line %(line)s.") % {"line": strange[0]})
    parcel.lines.exclude(order_line__in=[known[external_id] for external_id in lines]).delete()
    ShipmentLine.objects.bulk_create(
        [
            ShipmentLine(shipment=parcel, order_line_id=known[external_id], quantity=quantity)
            for external_id, quantity in lines.items()
        ],
        update_conflicts=True,
        unique_fields=["shipment", "order_line"],
        update_fields=["quantity"],
    )
