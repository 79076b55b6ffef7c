"""Our own JSON over Standard Webhooks: {"type": …, "timestamp": …, "data": {…}}; orders/hooks/README.md says which."""

import base64
import binascii

from orders.actions import (
    AlreadyIssued,
    DocumentRefused,
    delete_order,
    issue_invoice,
    record_refund,
    record_tracking_event,
    save_order,
    save_parcel,
    take_document,
    update_parcel,
)
from orders.hooks.sources.finding import find_order, find_parcels
from orders.hooks.sources.verdicts import Delivery, MustWait, NothingForUs, shipment_key
from orders.ingest import generic
from orders.ingest.generic import day, source_of
from orders.ingest.reading import Node
from orders.models import Order, Shipment
from orders.tracking.mapping import status_of


def take(delivery: Delivery) -> None:
    """Raises NothingForUs, MustWait, BadData."""
    event = Node(delivery.document)
    data = event.child("data")
    if delivery.topic in ("order.created", "order.updated"):
        save_order(generic.parse(data.data, data.path))
    elif delivery.topic == "order.deleted":
        moment = data.moment("deleted_at") or event.moment("timestamp") or delivery.received_at
        delete_order(source_of(data), data.required("id", 100), deleted_at=moment)
    elif delivery.topic == "shipment.updated":
        _take_parcel(data, delivery)
    elif delivery.topic == "tracking.event":
        _take_event(data)
    elif delivery.topic == "invoice.issued":
        _take_invoice(data)
    elif delivery.topic == "refund.created":
        record_refund(_order(data), generic.parse_refund(data), data.moment("updated_at"))
    else:
        raise NothingForUs(delivery.topic)


def _order(data: Node) -> Order:
    return find_order(source_of(data), data.required("order", 100))


def _take_parcel(data: Node, delivery: Delivery) -> None:
    order, parcel = _order(data), generic.parse_parcel(data)
    save_parcel(order, parcel, parcel.said_at or parcel.status_at or delivery.received_at)
    promised_from, promised_to = day(data, "promised_from"), day(data, "promised_to")
    estimated_at = data.moment("estimated_at")
    if not (estimated_at or promised_from or promised_to):
        return
    try:
        update_parcel(
            order,
            parcel.external_id,
            promised_from=promised_from,
            promised_to=promised_to,
            estimated_at=estimated_at,
        )
    except ValueError as error:
        data.fail("promised_to", str(error))


def _take_event(data: Node) -> None:
    """By your order and parcel, or by the carrier's number alone."""
    word = data.required("status", 80)
    for parcel in _parcels(data):
        record_tracking_event(
            parcel,
            occurred_at=data.required_moment("occurred_at"),
            status=status_of(generic.SOURCE, word),
            carrier_code=data.text("code", 80) or word,
            text=data.text("text", 300),
            location=data.text("location", 200),
            source=generic.SOURCE,
        )


def _parcels(data: Node) -> list[Shipment]:
    if data.data.get("order") is None:
        return find_parcels(data.required("tracking_number", 80))
    order, name = _order(data), data.required("shipment", 100)
    parcels = list(order.shipments.filter(external_id=name))
    if not parcels:
        raise MustWait(shipment_key(order.source, order.external_id, name))
    return parcels


def _take_invoice(data: Node) -> None:
    """With a finished PDF or XML it is kept as it is; without, it is made of the order under the number given."""
    order = _order(data)
    number, issued_date = data.required("number", 64), day(data, "issued_date")
    if issued_date is None:
        data.fail("issued_date", "This day is required and is empty.")
    pdf, xml = _file(data, "pdf"), _file(data, "xml")
    language = data.text("language", 10)
    try:
        if pdf is None and xml is None:
            issue_invoice(order, number, issued_date, language, terms=generic.parse_terms(data.child("terms")))
        else:
            take_document(
                order,
                number=number,
                issued_date=issued_date,
                kind=data.text("kind", 20) or "invoice",
                pdf=pdf,
                xml=xml,
                corrects=data.text("corrects", 64),
                total=data.amount("total"),
                language=language,
            )
    except (AlreadyIssued, DocumentRefused) as error:
        data.fail("number", str(error))


def _file(data: Node, key: str) -> bytes | None:
    words = data.text(key)
    try:
        return base64.b64decode(words, validate=True) if words else None
    except binascii.Error:
        data.fail(key, "A file in Base64 was expected here.")
