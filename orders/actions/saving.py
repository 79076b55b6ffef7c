"""Orders from shops become rows: once, in any order of arrival, never older over newer (R41)."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.text import slugify

from orders.actions.remembering import remember_words
from orders.actions.tracking import record_tracking_event, settle_order
from orders.ingest.canonical import CanonicalOrder, Line, Parcel
from orders.models import Order, OrderLine, Shipment, ShipmentLine
from orders.signals import order_imported

STORED_DIGITS = Decimal("0.0001")
COPIED = (
    "source",
    "external_id",
    "number",
    "currency",
    "placed_at",
    "external_updated_at",
    "source_status",
    "language",
    "prices_include_tax",
    "amounts_include_tax",
    "shipping_method",
    "customer_note",
    "cancelled_at",
    "payload",
)


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OLDER = "older"  # we already know something newer


def save_order(said: CanonicalOrder) -> tuple[Order, Outcome]:
    """Write one order down. Two processes may bring the same one: one creates it, the other then compares."""
    try:
        return _save(said)
    except IntegrityError:
        return _save(said)


@transaction.atomic
def _save(said: CanonicalOrder) -> tuple[Order, Outcome]:
    known = Order.objects.select_for_update().defer("payload", "billing_address", "shipping_address", "tax_lines")
    order = known.filter(source=said.source, external_id=said.external_id).first()
    content_hash = said.content_hash()
    if order is None:
        order, outcome = Order(slug=_free_slug(said)), Outcome.CREATED
    elif said.external_updated_at < order.external_updated_at:
        return order, Outcome.OLDER
    elif content_hash == order.content_hash:
        return order, Outcome.UNCHANGED
    else:
        outcome = Outcome.UPDATED
    _copy(said, order, content_hash)
    order.save()
    lines = _save_lines(order, said.lines, is_new=outcome is Outcome.CREATED)
    remember_words(order, lines.values())
    if said.parcels is not None:
        _save_parcels(order, said.parcels, lines, is_new=outcome is Outcome.CREATED)
    if said.parcels or outcome is Outcome.UPDATED:
        settle_order(order)
    transaction.on_commit(lambda: _announce(order.pk, created=outcome is Outcome.CREATED), robust=True)
    return order, outcome


def _announce(pk: int, *, created: bool) -> None:
    """Reads the order again: a file of 100,000 must not stay in memory until it is committed."""
    order = Order.objects.defer("payload").filter(pk=pk).first()
    if order is not None:
        order_imported.send(sender=Order, order=order, created=created)


def _free_slug(said: CanonicalOrder) -> str:
    """The order's number as a web address; two shops may use the same number."""
    base = slugify(said.number)[:40] or slugify(said.external_id)[:40] or "order"
    for slug in (base, f"{base}-{slugify(said.source)}"):
        if not Order.objects.filter(slug=slug).exists():
            return slug
    return f"{base}-{slugify(said.source)}-{said.content_hash()[:8]}"


def _copy(said: CanonicalOrder, order: Order, content_hash: str) -> None:
    for name in COPIED:
        setattr(order, name, getattr(said, name))
    for name in ("subtotal", "discount_total", "shipping_total", "tax_total", "total"):
        setattr(order, name, stored(getattr(said, name)))
    order.email = said.email.strip().lower()
    # A word we do not know says nothing about progress: keep what we knew.
    order.shop_status = said.status or order.shop_status
    order.status = order.shop_status if order.pk is None else order.status
    order.payment_status = said.payment.status or order.payment_status
    order.payment_method = said.payment.method
    order.paid_at = said.payment.paid_at or order.paid_at
    order.billing_address = said.billing_address.as_json()
    order.shipping_address = said.shipping_address.as_json()
    order.tax_lines = [line.as_json() for line in said.tax_lines]
    order.content_hash = content_hash


def stored(amount: Decimal | None) -> Decimal | None:
    """Four digits, as the columns hold; the payload keeps the shop's own digits (R25)."""
    return None if amount is None else amount.quantize(STORED_DIGITS, ROUND_HALF_UP)


def _save_lines(order: Order, said: tuple[Line, ...], *, is_new: bool) -> dict[str, OrderLine]:
    known = {} if is_new else {line.external_id: line for line in order.lines.select_for_update()}
    gone = dict(known)
    kept: dict[str, OrderLine] = {}
    fresh: list[OrderLine] = []
    for position, item in enumerate(said):
        line = gone.pop(item.external_id, None) or kept.get(item.external_id)
        if line is None:
            line = OrderLine(order=order, external_id=item.external_id)
            fresh.append(line)
        _copy_line(item, line, position)
        if line.pk:
            line.save()
        kept[item.external_id] = line
    OrderLine.objects.bulk_create(fresh)
    for line in gone.values():
        _drop_line(line)
    return kept


def _copy_line(said: Line, line: OrderLine, position: int) -> None:
    line.position, line.sku, line.name, line.variant = position, said.sku, said.name, said.variant
    line.properties = [{"name": name, "value": value} for name, value in said.properties]
    line.image_url, line.tax_rate = said.image_url, stored(said.tax_rate)
    # Pieces that are in a return were bought, whatever the shop says now.
    line.quantity = max(said.quantity, line.returned_quantity)
    for name in ("unit_price", "subtotal", "discount_total", "total", "tax_total"):
        setattr(line, name, stored(getattr(said, name)))


def _drop_line(line: OrderLine) -> None:
    """A line the shop removed goes, unless a return hangs on it: then it stays as it was."""
    if line.returned_quantity:
        return
    try:
        with transaction.atomic():
            line.delete()
    except ProtectedError:
        return


def _save_parcels(order: Order, said: tuple[Parcel, ...], lines: dict[str, OrderLine], *, is_new: bool) -> None:
    """Parcels are never removed here: the shop cancels one by saying so."""
    known = {} if is_new else {parcel.external_id: parcel for parcel in order.shipments.all()}
    for item in said:
        parcel = known.get(item.external_id) or Shipment(order=order, external_id=item.external_id)
        known[item.external_id] = parcel
        has_news = bool(item.status and item.status_at and item.status != parcel.shop_status)
        _copy_parcel(item, parcel)
        is_first = parcel.pk is None
        parcel.save()
        _save_contents(parcel, item, lines, is_first=is_first)
        if has_news and item.status_at:
            record_tracking_event(
                parcel, occurred_at=item.status_at, status=item.status, carrier_code=item.source_status
            )


def _copy_parcel(said: Parcel, parcel: Shipment) -> None:
    for name in ("carrier", "tracking_number", "tracking_url", "source_status", "shipped_at", "estimated_date"):
        setattr(parcel, name, getattr(said, name))
    parcel.pickup_point = dict(said.pickup_point)
    # The shop repeating itself is no news: a delivery does not happen twice.
    parcel.shop_status = said.status or parcel.shop_status


def _save_contents(parcel: Shipment, said: Parcel, lines: dict[str, OrderLine], *, is_first: bool) -> None:
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
