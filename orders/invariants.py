"""What must be true of orders whatever happened to a process that wrote them. Each check yields a sentence a fault."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.storage import storages
from django.db.models import Count, F, Q

from orders.actions.amounts import stored
from orders.models import Envelope, Invoice, Order, OrderLine, PullRun, ShipmentLine

# Whatever holds a lease longer than this was forgotten, not busy.
STUCK = timedelta(hours=1)
AT_ONCE = 500
NAMES = ("subtotal", "discount_total", "shipping_total", "tax_total", "total", "net_total", "rounding_total")


def amounts_are_the_shops(now: datetime) -> Iterator[str]:
    """The columns hold what the source wrote (orders.actions.amounts), to their four digits."""
    rows = Order.objects.only("external_id", "source", "source_amounts", *NAMES).iterator(AT_ONCE)
    for order in rows:
        for name in NAMES:
            said, kept = order.source_amounts.get(name), getattr(order, name)
            if said is not None and (kept is None or stored(Decimal(said)) != kept):
                yield f"Order {order.source} {order.external_id}: {name} is {kept}, the shop said {said}."


def orders_are_whole(now: datetime) -> Iterator[str]:
    """An order with the shop's lines in its payload has rows for them."""
    empty = Order.objects.filter(lines=None).only("source", "external_id", "payload")
    for order in empty.iterator(AT_ONCE):
        said = next((order.payload[key] for key in ("lines", "line_items", "products") if key in order.payload), None)
        if said:
            yield f"Order {order.source} {order.external_id} came with {len(said)} lines and has none."


def returned_is_never_more_than_bought(now: datetime) -> Iterator[str]:
    wrong = OrderLine.objects.filter(Q(returned_quantity__lt=0) | Q(returned_quantity__gt=F("quantity")))
    for line in wrong.iterator(AT_ONCE):
        yield f"Order line {line.pk}: {line.returned_quantity} of {line.quantity} pieces are in returns."


def parcels_hold_what_was_ordered(now: datetime) -> Iterator[str]:
    strangers = ShipmentLine.objects.exclude(order_line__order_id=F("shipment__order_id"))
    for item in strangers.iterator(AT_ONCE):
        yield f"Parcel {item.shipment_id} holds line {item.order_line_id} of another order."
    for item in ShipmentLine.objects.filter(quantity__lt=1).iterator(AT_ONCE):
        yield f"Parcel {item.shipment_id} holds {item.quantity} pieces of line {item.order_line_id}."


def deliveries_are_whole(now: datetime) -> Iterator[str]:
    """Bytes as they came, and nothing that waits without a next time."""
    for envelope in Envelope.objects.iterator(AT_ONCE):
        if hashlib.sha256(bytes(envelope.body)).hexdigest() != envelope.sha256:
            yield f"Delivery {envelope.pk}: its bytes are not those that came."
    waiting = (Envelope.State.RECEIVED, Envelope.State.WAITING)
    for pk in Envelope.objects.filter(state__in=waiting, due_at=None).values_list("pk", flat=True):
        yield f"Delivery {pk} waits and will never be tried."
    stuck = Envelope.objects.filter(state=Envelope.State.RECEIVED, due_at__lt=now - STUCK)
    for pk in stuck.values_list("pk", flat=True):
        yield f"Delivery {pk} has been due for more than an hour."


def documents_are_whole(now: datetime) -> Iterator[str]:
    """What is ready has its bytes, and they are the ones that were made; what is not has a next time or a reason."""
    for invoice in Invoice.objects.defer("snapshot").iterator(AT_ONCE):
        for name, sha256 in ((invoice.file.name, invoice.sha256), (invoice.xml_file.name, invoice.xml_sha256)):
            if name and (problem := file_problem(name, sha256)):
                yield f"Invoice {invoice.number}: {problem}."
        if invoice.state == Invoice.State.READY and not (invoice.file or invoice.xml_file):
            yield f"Invoice {invoice.number} is ready and has no file."
        if invoice.state == Invoice.State.WAITING and invoice.render_due_at is None:
            yield f"Invoice {invoice.number} waits and will never be made."


def file_problem(name: str, sha256: str) -> str:
    """Empty when the stored bytes have this hash."""
    digest = hashlib.sha256()
    try:
        with storages["private"].open(name) as file:
            for part in file.chunks():
                digest.update(part)
    except OSError:
        return f"its file {name} is missing"
    return "" if digest.hexdigest() == sha256 else f"the bytes of {name} are not those that were stored"


def askings_end(now: datetime) -> Iterator[str]:
    """A run is closed by itself or by the next one."""
    running = PullRun.objects.filter(state=PullRun.State.RUNNING).values("source")
    for source in running.annotate(count=Count("pk")).filter(count__gt=1).order_by().values_list("source", flat=True):
        yield f"Shop {source} is being asked twice at a time."


CHECKS = (
    amounts_are_the_shops,
    orders_are_whole,
    returned_is_never_more_than_bought,
    parcels_hold_what_was_ordered,
    deliveries_are_whole,
    documents_are_whole,
    askings_end,
)
