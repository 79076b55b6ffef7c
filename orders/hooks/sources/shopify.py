"""Shopify: orders/* with the whole order, refunds, fulfilments and what carriers said about them."""

from datetime import UTC, datetime

from django.db.models import Q

from orders.actions import ask_again, delete_order, record_refund, record_tracking_event, save_order, save_parcel
from orders.hooks.sources.finding import find_order
from orders.hooks.sources.verdicts import Delivery, MustWait, NothingForUs, shipment_key
from orders.ingest import shopify
from orders.ingest.reading import Node
from orders.models import Shipment
from orders.tracking.mapping import status_of

SOURCE = "shopify"
WHOLE_ORDERS = frozenset(
    f"orders/{event}" for event in ("create", "updated", "paid", "cancelled", "fulfilled", "partially_fulfilled")
)


def take(delivery: Delivery) -> None:
    """Raises NothingForUs, MustWait, BadData."""
    topic = delivery.topic
    if topic in WHOLE_ORDERS:
        save_order(shopify.parse(delivery.document))
    elif topic == "orders/delete":
        external_id = Node(delivery.document).required("id", 100)
        delete_order(SOURCE, external_id, deleted_at=_triggered_at(delivery))
    elif topic == "orders/edited":
        # It names lines only; orders/updated follows with everything.
        edit = Node(delivery.document).child("order_edit")
        ask_again(SOURCE, edit.required("order_id", 100), delivery.received_at)
    elif topic == "refunds/create":
        _take_refund(Node(delivery.document))
    elif topic in ("fulfillments/create", "fulfillments/update"):
        _take_fulfilment(Node(delivery.document), delivery)
    elif topic == "fulfillment_events/create":
        _take_event(Node(delivery.document))
    else:
        raise NothingForUs(topic)


def _triggered_at(delivery: Delivery) -> datetime:
    """Shopify says when; a header that cannot be read is as good as none."""
    try:
        at = datetime.fromisoformat(delivery.headers.get("x-shopify-triggered-at", ""))
    except ValueError:
        return delivery.received_at
    return at.astimezone(UTC) if at.tzinfo else delivery.received_at


def _take_refund(node: Node) -> None:
    order = find_order(SOURCE, node.required("order_id", 100))
    for refund in shopify.parse_refund(node, order.currency):
        record_refund(order, refund)


def _take_fulfilment(node: Node, delivery: Delivery) -> None:
    order = find_order(SOURCE, node.required("order_id", 100))
    for parcel in shopify.parse_fulfilment(node):
        save_parcel(order, parcel, parcel.said_at or delivery.received_at)


def _take_event(node: Node) -> None:
    order = find_order(SOURCE, node.required("order_id", 100))
    fulfilment = node.required("fulfillment_id", 80)
    # A fulfilment of several parcels does not say which of them moved.
    parcels = Shipment.objects.filter(
        Q(external_id=fulfilment) | Q(external_id__startswith=f"{fulfilment}-"), order=order
    )
    if not parcels:
        raise MustWait(shipment_key(SOURCE, order.external_id, fulfilment))
    place = ", ".join(filter(None, (node.text("city"), node.text("province"), node.text("country"))))
    word = node.required("status", 80)
    for parcel in parcels:
        record_tracking_event(
            parcel,
            occurred_at=node.moment("happened_at") or node.required_moment("created_at"),
            status=status_of(SOURCE, word),
            carrier_code=word,
            text=node.text("message", 300),
            location=place[:200],
            source=SOURCE,
        )
