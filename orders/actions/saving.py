"""Orders from shops become rows: once, in any order of arrival, never older over newer (R41)."""

from collections.abc import Set as AbstractSet
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify

from orders.actions.amounts import said_amounts, stored
from orders.actions.deleting import deletion_waiting, note_deletion
from orders.actions.legal import copy_line_law, copy_order_law
from orders.actions.refunding import date_back, link_lines, save_refunds
from orders.actions.remembering import remember_words
from orders.actions.shop_parcels import hear_late_news, save_parcels
from orders.actions.tracking import settle_order
from orders.companies.vat import COUNTRIES, on_an_order
from orders.edits import MOST_KEPT, Bought, edits
from orders.erasing import forget_what_hangs_on, leave_out_person
from orders.ingest.canonical import CanonicalOrder, Line
from orders.models import Order, OrderLine
from orders.signals import order_imported

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
    "presentment_currency",
    "payload",
)
AMOUNTS = (
    "subtotal",
    "discount_total",
    "shipping_total",
    "tax_total",
    "shipping_tax_total",
    "discount_tax_total",
    "net_total",
    "rounding_total",
    "presentment_total",
    "total",
)
LINE_AMOUNTS = ("unit_price", "subtotal", "discount_total", "total", "tax_total")


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OLDER = "older"  # we already know something newer


def save_order(said: CanonicalOrder, *, is_announced: bool = True) -> tuple[Order, Outcome]:
    """Write one order down. Two processes may bring the same one: one creates it, the other then compares.

    Whoever brings many may announce them himself (orders.actions.saving_many).
    """
    try:
        order, outcome = _save(said)
    except IntegrityError:
        order, outcome = _save(said)
    if is_announced and outcome in (Outcome.CREATED, Outcome.UPDATED):
        is_new = outcome is Outcome.CREATED
        # Nothing else can have changed a new one before the commit: what we wrote is what is there.
        transaction.on_commit(
            lambda: _announce(order, created=True) if is_new else announce_order(order.pk, created=False), robust=True
        )
    return order, outcome


@transaction.atomic
def _save(said: CanonicalOrder) -> tuple[Order, Outcome]:
    known = Order.objects.select_for_update().defer("payload", "billing_address", "shipping_address", "tax_lines")
    order = known.filter(source=said.source, external_id=said.external_id).first()
    content_hash = said.content_hash()
    if order is None:
        order, outcome = Order(slug=_free_slug(said)), Outcome.CREATED
        order.deletion_said_at = deletion_waiting(said.source, said.external_id)
    elif said.external_updated_at < order.external_updated_at:
        _hear_late(said, order)
        return order, Outcome.OLDER
    elif content_hash == order.content_hash:
        return order, Outcome.UNCHANGED
    else:
        outcome = Outcome.UPDATED
        if said.external_updated_at == order.external_updated_at:
            # Two contents of one second: the later to arrive is likely the newer; only the shop knows.
            order.refetch_at = timezone.now()
    is_new = outcome is Outcome.CREATED
    known_lines = {} if is_new else {line.external_id: line for line in order.lines.select_for_update()}
    fresh, before = _fresh_topics(said, order), _bought(order, known_lines)
    _copy(said, order, fresh, content_hash)
    if not is_new:
        _note_edits(said, order, before)
    order.save()
    lines = _save_lines(order, said.lines, known_lines)
    remember_words(order, lines.values(), is_new=is_new)
    if "parcels" in fresh and said.parcels is not None:
        save_parcels(order, said.parcels, lines, said.external_updated_at, is_new=is_new)
    if "refunds" in fresh and said.refunds is not None:
        save_refunds(order, said.refunds, lines, said.external_updated_at, is_new=is_new)
    if not is_new:
        link_lines(order, lines)
    if said.parcels or order.deleted_at or not is_new:
        settle_order(order)
    if order.erased_at:
        forget_what_hangs_on(order)
    return order, outcome


def _topics(said: CanonicalOrder) -> dict[str, bool]:
    """What a message may leave unsaid, and whether this one says it."""
    return {
        "status": bool(said.status),
        "payment": bool(said.payment.status),
        "paid_at": said.payment.paid_at is not None,
        "parcels": said.parcels is not None,
        "refunds": said.refunds is not None,
    }


def _fresh_topics(said: CanonicalOrder, order: Order) -> AbstractSet[str]:
    """What this message says and no newer one has said; noted on the order."""
    moment = said.external_updated_at.isoformat(timespec="microseconds")
    fresh = {name for name, is_said in _topics(said).items() if is_said and moment >= order.said_at.get(name, "")}
    order.said_at = {**order.said_at, **dict.fromkeys(fresh, moment)}
    return fresh


def _hear_late(said: CanonicalOrder, order: Order) -> None:
    """An older message changes only what no newer one spoke of, so that the same news in any order ends the same."""
    before = order.said_at
    fresh = _fresh_topics(said, order)
    if said.is_deleted:
        note_deletion(order, said.external_updated_at)
    if order.said_at != before or said.is_deleted:
        _copy_topics(said, order, fresh)
        fields = ["said_at", "shop_status", "payment_status", "paid_at", "deletion_said_at", "deleted_at"]
        order.save(update_fields=[*fields, "updated_at"])
    if said.refunds or said.parcels or fresh:
        _hear_late_lists(said, order, fresh)
        settle_order(order)


def _hear_late_lists(said: CanonicalOrder, order: Order, fresh: AbstractSet[str]) -> None:
    lines = {line.external_id: line for line in order.lines.all()}
    if "parcels" in fresh and said.parcels is not None:
        save_parcels(order, said.parcels, lines, said.external_updated_at)
    elif said.parcels:
        hear_late_news(order, said.parcels)
    if "refunds" in fresh and said.refunds is not None:
        save_refunds(order, said.refunds, lines, said.external_updated_at)
    elif said.refunds:
        date_back(order, said.refunds, said.external_updated_at)


def announce_order(pk: int, *, created: bool) -> None:
    """Reads the order again: a file of 100,000 must not stay in memory until it is committed."""
    order = Order.objects.defer("payload").filter(pk=pk).first()
    if order is not None:
        _announce(order, created=created)


def _announce(order: Order, *, created: bool) -> None:
    order_imported.send(sender=Order, order=order, created=created)


def _free_slug(said: CanonicalOrder) -> str:
    """The order's number as a web address; two shops may use the same number."""
    base = slugify(said.number)[:40] or slugify(said.external_id)[:40] or "order"
    for slug in (base, f"{base}-{slugify(said.source)}"):
        if not Order.objects.filter(slug=slug).exists():
            return slug
    return f"{base}-{slugify(said.source)}-{said.content_hash()[:8]}"


def _copy(said: CanonicalOrder, order: Order, fresh: AbstractSet[str], content_hash: str) -> None:
    for name in COPIED:
        setattr(order, name, getattr(said, name))
    for name in AMOUNTS:
        setattr(order, name, stored(getattr(said, name)))
    order.source_amounts = said_amounts(said, AMOUNTS)
    order.email = said.email.strip().lower()
    _copy_topics(said, order, fresh)
    order.status = order.shop_status if order.pk is None else order.status
    order.payment_method = said.payment.method
    order.billing_address = said.billing_address.as_json()
    order.shipping_address = said.shipping_address.as_json()
    order.pickup_point = dict(said.pickup_point)
    order.buyer_vat_number = (said.buyer_vat_number or said.billing_address.vat_number)[:40]
    order.buyer_vat_is_valid = _is_valid_vat(order.buyer_vat_number, said.billing_address.country)
    copy_order_law(said, order)
    order.tax_lines = [line.as_json() for line in said.tax_lines]
    order.fee_lines = [fee.as_json() for fee in said.fees]
    note_deletion(order, said.external_updated_at if said.is_deleted else None)
    order.content_hash = content_hash
    if order.erased_at:
        leave_out_person(order)


def _is_valid_vat(number: str, country: str) -> bool | None:
    """By form and check digits. None: there is no number, or nobody told us this country's rule."""
    if number and on_an_order(country, number):
        return True
    return False if number and country.upper() in COUNTRIES else None


def _copy_topics(said: CanonicalOrder, order: Order, fresh: AbstractSet[str]) -> None:
    """A word we do not know says nothing about progress: what we knew stays."""
    if "status" in fresh:
        order.shop_status = said.status
    if "payment" in fresh:
        order.payment_status = said.payment.status
    if "paid_at" in fresh:
        order.paid_at = said.payment.paid_at


def _bought(order: Order, lines: dict[str, OrderLine]) -> Bought:
    return Bought({key: (line.name, line.quantity) for key, line in lines.items()}, order.total)


def _note_edits(said: CanonicalOrder, order: Order, before: Bought) -> None:
    """Customers read what became of what they ordered; a cancelled order says so already."""
    after = Bought({line.external_id: (line.name, line.quantity) for line in said.lines}, order.total)
    if order.standing != Order.Status.CANCELLED:
        order.edits = [*order.edits, *edits(before, after, said.external_updated_at)][-MOST_KEPT:]


def _save_lines(order: Order, said: tuple[Line, ...], known: dict[str, OrderLine]) -> dict[str, OrderLine]:
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
    line.picture = line.picture if line.image_url == said.image_url else ""
    line.image_url, line.tax_rate = said.image_url, stored(said.tax_rate)
    # Pieces that are in a return were bought, whatever the shop says now.
    line.quantity = max(said.quantity, line.returned_quantity)
    for name in LINE_AMOUNTS:
        setattr(line, name, stored(getattr(said, name)))
    line.source_amounts = said_amounts(said, LINE_AMOUNTS)
    copy_line_law(said, line)


def _drop_line(line: OrderLine) -> None:
    """A line the shop removed goes, unless a return hangs on it: then it stays as it was."""
    if line.returned_quantity:
        return
    try:
        with transaction.atomic():
            line.delete()
    except ProtectedError:
        return
