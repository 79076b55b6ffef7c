"""Parcels as the shop lists them, and what it says about them; carriers' own news is in tracking."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from orders.actions.tracking import dedupe_key, record_tracking_event, settle_order, settle_shipment
from orders.erasing import forget_what_hangs_on
from orders.ingest.canonical import Parcel
from orders.models import Order, OrderLine, Shipment, ShipmentLine, TrackingEvent
from orders.rules import News
from orders.shop_news import hear
from orders.signals import order_imported

SHOP = "shop"


@transaction.atomic
def save_parcel(order: Order, said: Parcel, said_at: datetime) -> Shipment:
    """One parcel, told by itself at `said_at`."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    parcel = order.shipments.filter(external_id=said.external_id).first()
    parcel = parcel or Shipment(order=order, external_id=said.external_id)
    _write(parcel, said, {line.external_id: line for line in order.lines.all()}, said_at)
    settle_order(order)
    if order.erased_at:
        forget_what_hangs_on(order)
    transaction.on_commit(lambda: order_imported.send(sender=Order, order=order, created=False), robust=True)
    return parcel


def save_parcels(
    order: Order, said: Iterable[Parcel], lines: Mapping[str, OrderLine], moment: datetime, *, is_new: bool = False
) -> None:
    """The order's whole list as of `moment`. A parcel the shop took off its list again is not coming."""
    known = {} if is_new else {parcel.external_id: parcel for parcel in order.shipments.all()}
    gone = {name: parcel for name, parcel in known.items() if parcel.is_listed}
    for item in said:
        gone.pop(item.external_id, None)
        parcel = known.get(item.external_id) or Shipment(order=order, external_id=item.external_id)
        known[item.external_id] = parcel
        parcel.is_listed = True
        _write(parcel, item, lines, moment)
    for parcel in gone.values():
        _take_off(parcel, moment)


def hear_late_news(order: Order, said: Iterable[Parcel]) -> None:
    """An older message: its list is outdated, but what it says of a parcel that is still there did happen."""
    known = {parcel.external_id: parcel for parcel in order.shipments.all()}
    for item in said:
        if parcel := known.get(item.external_id):
            _hear(parcel, item)


def _write(parcel: Shipment, said: Parcel, lines: Mapping[str, OrderLine], moment: datetime) -> None:
    said_at = said.said_at or moment
    is_first = parcel.pk is None
    is_newer = parcel.shop_said_at is None or said_at >= parcel.shop_said_at
    newest = _newest(parcel)
    if is_newer:
        number = said.tracking_number.replace(" ", "")
        if (parcel.carrier, parcel.tracking_number) != (said.carrier, number):
            # Another parcel to ask its carrier about.
            parcel.tracking_number, parcel.next_poll_at = number, timezone.now()
        for name in ("carrier", "tracking_url", "source_status", "shipped_at", "estimated_date"):
            setattr(parcel, name, getattr(said, name))
        parcel.pickup_point = dict(said.pickup_point)
        parcel.shop_status = said.status or parcel.shop_status
        parcel.shop_said_at = said_at
    parcel.save()
    if is_newer:
        _write_contents(parcel, said, lines, is_first=is_first)
    _hear(parcel, said, newest, is_first=is_first)
    settle_shipment(Shipment.objects.get(pk=parcel.pk))


def _newest(parcel: Shipment) -> News | None:
    """The newest thing the shop said of this parcel, whether it was news or a repetition."""
    if parcel.shop_said_at is None or parcel.shop_status == Shipment.Status.UNKNOWN:
        return None
    return News(parcel.shop_status, parcel.shop_said_at)


def _hear(parcel: Shipment, said: Parcel, newest: News | None = None, *, is_first: bool = False) -> None:
    if not (said.status and said.status_at):
        return
    rows = [] if is_first else list(parcel.events.filter(source=SHOP))
    told = [News(row.status, row.occurred_at) for row in rows]
    change = hear(told, News(said.status, said.status_at), newest or _newest(parcel))
    if change.moved is not None:
        row = rows[told.index(change.moved)]
        _move(parcel, row, change.added[0].at)
        return
    for item in change.added:
        code = said.source_status if item.status == said.status else ""
        record_tracking_event(parcel, occurred_at=item.at, status=item.status, carrier_code=code, source=SHOP)


def _move(parcel: Shipment, row: TrackingEvent, occurred_at: datetime) -> None:
    """The run began earlier than we knew."""
    key = dedupe_key(parcel, occurred_at, row.carrier_code or row.status, row.location)
    TrackingEvent.objects.filter(pk=row.pk).update(occurred_at=occurred_at, dedupe_key=key)
    fresh = Shipment.objects.get(pk=parcel.pk)
    settle_shipment(fresh)


def _take_off(parcel: Shipment, moment: datetime) -> None:
    """A parcel that only the shop spoke of goes. What a carrier saw stays, as cancelled."""
    carrier_spoke = parcel.events.exclude(source=SHOP).exists()
    try:
        with transaction.atomic():
            if not carrier_spoke:
                parcel.delete()
                return
    except ProtectedError:
        pass
    Shipment.objects.filter(pk=parcel.pk).update(is_listed=False)
    record_tracking_event(parcel, occurred_at=moment, status=Shipment.Status.CANCELLED, source=SHOP)


def _write_contents(parcel: Shipment, said: Parcel, lines: Mapping[str, OrderLine], *, is_first: bool) -> None:
    quantities: dict[int, int] = {}
    for external_id, quantity in said.lines:
        line = lines.get(external_id)
        if line is not None:
            quantities[line.pk] = quantities.get(line.pk, 0) + quantity
    rows: list[Any] = [
        ShipmentLine(shipment=parcel, order_line_id=line, quantity=quantity) for line, quantity in quantities.items()
    ]
    if not is_first:
        parcel.lines.exclude(order_line_id__in=quantities).delete()
    ShipmentLine.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["shipment", "order_line"], update_fields=["quantity"]
    )
