"""What carriers say. Events are only added; status and delivery follow from all of them (orders.rules)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from orders.carriers import carrier_key
from orders.models import Order, OrderLine, Shipment, ShipmentLine, ShipmentStage, TrackingEvent
from orders.rules import News, ParcelState, order_state, shipment_state
from orders.signals import return_moved, shipment_updated
from orders.tracking.answers import CarrierNews
from orders.tracking.late import late_state

S = Shipment.Status


@transaction.atomic
def record_tracking_event(
    shipment: Shipment,
    *,
    occurred_at: datetime,
    status: str,
    carrier_code: str = "",
    text: str = "",
    location: str = "",
    source: str = "",
    reason: str = "",
) -> tuple[TrackingEvent, bool]:
    """Keep one piece of carrier news; (event, whether it was new). Told twice, it is kept once.

    `status`: one of Shipment.Status (orders.tracking.mapping.status_of makes it of a source's word; UNKNOWN changes
    nothing). `carrier_code` and `text` are the carrier's own, `reason` a key of orders.tracking.reasons.REASONS.
    Raises ValueError for another status.
    """
    said = CarrierNews(occurred_at, status, carrier_code, text, location, reason)
    events = record_tracking_events(shipment, [said], source=source)
    if events:
        return events[0], True
    return shipment.events.get(dedupe_key=_key(shipment, said)), False


@transaction.atomic
def record_tracking_events(shipment: Shipment, news: Iterable[CarrierNews], *, source: str) -> list[TrackingEvent]:
    """Keep a carrier's whole list; the events that were new. Where it led to is announced, the way there is not."""
    order = Order.objects.select_for_update().get(pk=shipment.order_id)
    shipment = Shipment.objects.get(pk=shipment.pk)
    said = {_key(shipment, item): item for item in news}
    known = set(shipment.events.filter(dedupe_key__in=said).values_list("dedupe_key", flat=True))
    events = [
        TrackingEvent(
            shipment=shipment,
            dedupe_key=key,
            occurred_at=item.at,
            status=S(item.status),
            carrier_code=item.code[:80],
            text=item.text[:300],
            location=item.location[:200],
            source=source[:30],
            reason=item.reason[:40],
        )
        for key, item in said.items()
        if key not in known
    ]
    if events:
        TrackingEvent.objects.bulk_create(events)
        before = shipment.status
        settle_shipment(shipment)
        settle_order(order)
        if shipment.status not in (before, S.UNKNOWN):
            _reach(shipment, max(events, key=lambda event: event.occurred_at))
    return events


def dedupe_key(shipment: Shipment, occurred_at: datetime, code: str, location: str) -> str:
    carrier = carrier_key(shipment.carrier)
    said = f"{carrier}|{shipment.tracking_number}|{occurred_at.timestamp():.3f}|{code}|{location}"
    return hashlib.sha256(said.encode()).hexdigest()


def _key(shipment: Shipment, said: CarrierNews) -> str:
    return dedupe_key(shipment, said.at, said.code or said.status, said.location)


def _reach(shipment: Shipment, event: TrackingEvent) -> None:
    """The first time only: a parcel that goes out for delivery again tomorrow is no second piece of news."""
    at = shipment.status_at or event.occurred_at
    _stage, is_first = ShipmentStage.objects.get_or_create(
        shipment=shipment, status=shipment.status, defaults={"reached_at": at}
    )
    if is_first:
        transaction.on_commit(lambda: _announce(shipment, event), robust=True)


def _announce(shipment: Shipment, event: TrackingEvent) -> None:
    """Where it is, not the way there: a message with a parcel's whole history is one piece of news."""
    if Shipment.objects.filter(pk=shipment.pk, status=shipment.status).exists():
        news = return_moved if shipment.direction == Shipment.Direction.RETURN else shipment_updated
        news.send(sender=Shipment, shipment=shipment, event=event)


def settle_shipment(shipment: Shipment) -> None:
    """Write down what all news of this parcel adds up to, and when it will count as late."""
    told = list(shipment.events.values_list("status", "occurred_at", "source"))
    state = shipment_state([News(status, at) for status, at, _source in told])
    late = late_state(shipment, state[0], told, timezone.get_default_timezone())
    known = (shipment.status, shipment.status_at, shipment.delivered_at, shipment.late_at, shipment.late_why)
    if (*state, *late) != known:
        shipment.status, shipment.status_at, shipment.delivered_at = state
        shipment.late_at, shipment.late_why = late
        shipment.save(update_fields=["status", "status_at", "delivered_at", "late_at", "late_why"])


def settle_order(order: Order) -> None:
    """Write down what the shop's status and all parcels on their way to the customer add up to."""
    outbound = order.shipments.filter(direction=Shipment.Direction.OUTBOUND)
    contents: dict[int, dict[int, int]] = defaultdict(dict)
    for parcel_id, line_id, quantity in ShipmentLine.objects.filter(shipment__in=outbound).values_list(
        "shipment_id", "order_line_id", "quantity"
    ):
        contents[parcel_id][line_id] = quantity
    parcels = [
        ParcelState(status, delivered_at, contents[pk])
        for pk, status, delivered_at in outbound.values_list("pk", "status", "delivered_at")
    ]
    ordered = dict(OrderLine.objects.filter(order=order).values_list("pk", "quantity")) if parcels else {}
    state = order_state(order.standing, ordered, parcels)
    if state != (order.status, order.delivered_at):
        order.status, order.delivered_at = state
        order.save(update_fields=["status", "delivered_at", "updated_at"])
