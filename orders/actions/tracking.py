"""What carriers say. Events are only added; status and delivery follow from all of them (orders.rules)."""

import hashlib
from collections import defaultdict
from datetime import datetime

from django.db import transaction

from orders.models import Order, OrderLine, Shipment, ShipmentLine, TrackingEvent
from orders.rules import News, ParcelState, order_state, shipment_state
from orders.signals import shipment_updated


@transaction.atomic
def record_tracking_event(
    shipment: Shipment,
    *,
    occurred_at: datetime,
    status: str,
    carrier_code: str = "",
    text: str = "",
    location: str = "",
) -> tuple[TrackingEvent, bool]:
    """Keep one piece of carrier news; (event, whether it was new). Told twice, it is kept once."""
    order = Order.objects.select_for_update().get(pk=shipment.order_id)
    shipment = Shipment.objects.get(pk=shipment.pk)
    event, is_new = TrackingEvent.objects.get_or_create(
        shipment=shipment,
        dedupe_key=dedupe_key(shipment, occurred_at, carrier_code or status, location),
        defaults={
            "occurred_at": occurred_at,
            "status": Shipment.Status(status),
            "carrier_code": carrier_code[:80],
            "text": text[:300],
            "location": location[:200],
        },
    )
    if is_new:
        before = shipment.status
        settle_shipment(shipment)
        settle_order(order)
        if shipment.status not in (before, Shipment.Status.UNKNOWN):
            transaction.on_commit(
                lambda: shipment_updated.send(sender=Shipment, shipment=shipment, event=event), robust=True
            )
    return event, is_new


def dedupe_key(shipment: Shipment, occurred_at: datetime, code: str, location: str) -> str:
    said = f"{shipment.carrier}|{shipment.tracking_number}|{occurred_at.timestamp():.3f}|{code}|{location}"
    return hashlib.sha256(said.encode()).hexdigest()


def settle_shipment(shipment: Shipment) -> None:
    """Write down what all news of this parcel adds up to."""
    news = [News(status, at) for status, at in shipment.events.values_list("status", "occurred_at")]
    state = shipment_state(news)
    if state != (shipment.status, shipment.status_at, shipment.delivered_at):
        shipment.status, shipment.status_at, shipment.delivered_at = state
        shipment.save(update_fields=["status", "status_at", "delivered_at"])


def settle_order(order: Order) -> None:
    """Write down what the shop's status and all parcels add up to."""
    contents: dict[int, dict[int, int]] = defaultdict(dict)
    for parcel_id, line_id, quantity in ShipmentLine.objects.filter(shipment__order=order).values_list(
        "shipment_id", "order_line_id", "quantity"
    ):
        contents[parcel_id][line_id] = quantity
    parcels = [
        ParcelState(status, delivered_at, contents[pk])
        for pk, status, delivered_at in order.shipments.values_list("pk", "status", "delivered_at")
    ]
    ordered = dict(OrderLine.objects.filter(order=order).values_list("pk", "quantity")) if parcels else {}
    state = order_state(order.standing, ordered, parcels)
    if state != (order.status, order.delivered_at):
        order.status, order.delivered_at = state
        order.save(update_fields=["status", "delivered_at", "updated_at"])
