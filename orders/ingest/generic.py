"""Our own JSON, as orders/hooks/README.md and the API's pages describe it: the canonical order field by field."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from orders.documents.terms import TREATMENTS, Terms
from orders.ingest.canonical import (
    Address,
    CanonicalOrder,
    Fee,
    Line,
    Parcel,
    Payment,
    Refund,
    RefundedLine,
    TaxLine,
)
from orders.ingest.legal import line_law, order_law
from orders.ingest.reading import MAX_PER_CENT, Node, plain
from orders.models import Order, Shipment

SOURCE = "generic"
AMOUNTS = (
    "subtotal", "discount_total", "shipping_total", "tax_total", "shipping_tax_total", "discount_tax_total",
    "net_total", "rounding_total", "presentment_total",
)  # fmt: skip
LINE_AMOUNTS = ("unit_price", "subtotal", "discount_total", "total", "tax_total")
ADDRESS = {
    "name": 200, "company": 200, "vat_number": 40, "street": 200, "street2": 200, "postcode": 20, "city": 100,
    "state": 100, "country": 100, "phone": 40,
}  # fmt: skip
PICKUP_POINT = ("id", "name", "street", "postcode", "city")


def parse(data: Any, path: str = "$") -> CanonicalOrder:
    """One order object. Raises BadData with the JSON path of the first thing that is wrong."""
    order = Node(data, path)
    source = source_of(order)
    return CanonicalOrder(
        source=source,
        external_id=order.required("id", 100),
        number=order.required("number", 64),
        currency=currency(order, "currency"),
        total=order.required_amount("total"),
        placed_at=order.required_moment("placed_at"),
        external_updated_at=order.required_moment("updated_at"),
        status=_one_of(order, "status", Order.Status.values),
        source_status=order.text("source_status", 64),
        email=order.text("email", 254),
        language=order.text("language", 10),
        prices_include_tax=order.flag("prices_include_tax", True),
        amounts_include_tax=order.flag("amounts_include_tax", True),
        presentment_currency=currency(order, "presentment_currency") if order.text("presentment_currency") else "",
        shipping_method=order.text("shipping_method", 120),
        customer_note=order.text("customer_note", 5000),
        cancelled_at=order.moment("cancelled_at"),
        is_deleted=order.flag("is_deleted", False),
        payment=_payment(order.child("payment")),
        billing_address=_address(order.child("billing_address")),
        shipping_address=_address(order.child("shipping_address")),
        buyer_vat_number=order.text("buyer_vat_number", 40),
        pickup_point=_pickup_point(order.child("pickup_point")),
        tax_lines=tuple(_tax_line(node) for node in order.children("tax_lines")),
        fees=tuple(_fee(node) for node in order.children("fees")),
        lines=tuple(_line(node) for node in _each_once(order, "lines")),
        # Left out says nothing; an empty list says there are none.
        parcels=tuple(map(parse_parcel, _each_once(order, "shipments"))) if _says(order, "shipments") else None,
        refunds=tuple(map(parse_refund, _each_once(order, "refunds"))) if _says(order, "refunds") else None,
        payload=plain(order.data),
        **order_law(order),
        **_amounts(order, AMOUNTS),
    )


def parse_parcel(node: Node) -> Parcel:
    return Parcel(
        external_id=node.required("id", 100),
        carrier=node.text("carrier", 80),
        tracking_number=node.text("tracking_number", 80),
        tracking_url=web_address(node, "tracking_url", 1000),
        source_status=node.text("source_status", 64),
        status=_one_of(node, "status", Shipment.Status.values),
        status_at=node.moment("status_at"),
        shipped_at=node.moment("shipped_at"),
        estimated_date=day(node, "estimated_date"),
        lines=tuple((item.required("line", 100), item.whole("quantity")) for item in node.children("lines")),
        pickup_point=_pickup_point(node.child("pickup_point")),
        said_at=node.moment("updated_at"),
    )


def parse_refund(node: Node) -> Refund:
    amount = node.required_amount("amount")
    if amount < 0:
        node.fail("amount", "A refund is never negative.")
    return Refund(
        external_id=node.required("id", 100),
        amount=amount,
        currency=currency(node, "currency"),
        refunded_at=node.required_moment("refunded_at"),
        reason=node.text("reason", 500),
        shipping_amount=node.amount("shipping_amount"),
        tax_amount=node.amount("tax_amount"),
        lines=tuple(_refunded_line(item) for item in node.children("lines")),
        payload=plain(node.data),
    )


def parse_terms(node: Node) -> Terms:
    """What accounting says with an invoice's number; left out is what most sales need."""
    return Terms(
        treatment=_one_of(node, "treatment", TREATMENTS[1:]),
        treatment_reason=node.text("treatment_reason", 200),
        delivered_date=day(node, "delivered_date"),
        due_date=day(node, "due_date"),
        tax_in_national_currency=node.amount("tax_in_national_currency"),
        exchange_rate=node.amount("exchange_rate"),
        exchange_table=node.text("exchange_table", 40),
        split_payment=node.flag("split_payment", False),
        buyer_vat_number=node.text("buyer_vat_number", 40),
    )


def source_of(node: Node) -> str:
    """Which of your shops it is, where you have several; short, as it stands in addresses."""
    source = node.text("source") or SOURCE
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,29}", source):
        node.fail("source", "A source is up to 30 small letters, digits and hyphens.")
    return source


def currency(node: Node, key: str) -> str:
    code = node.required(key, 3)
    if not re.fullmatch(r"[A-Za-z]{3}", code):
        node.fail(key, f"{code!r} is not a currency: three letters, like PLN.")
    return code.upper()


def day(node: Node, key: str) -> date | None:
    words = node.text(key)
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        node.fail(key, f"{words[:40]!r} is not a day, like 2026-11-22.")


def web_address(node: Node, key: str, limit: int) -> str:
    """Only links a browser may follow from our page."""
    url = node.text(key)
    if url and (not url.startswith(("https://", "http://")) or len(url) > limit):
        node.fail(key, f"A web address of up to {limit} characters was expected here.")
    return url


def _says(order: Node, key: str) -> bool:
    return order.data.get(key) is not None


def _each_once(order: Node, key: str) -> list[Node]:
    nodes = order.children(key)
    ids = [node.required("id", 100) for node in nodes]
    for index, external_id in enumerate(ids):
        if external_id in ids[:index]:
            nodes[index].fail("id", f"{external_id[:40]!r} stands here twice.")
    return nodes


def _one_of(node: Node, key: str, words: Iterable[str]) -> str:
    word = node.text(key)
    if word and word not in words:
        node.fail(key, f"{word[:40]!r} is none of {', '.join(words)}.")
    return word


def _amounts(node: Node, names: Iterable[str]) -> dict[str, Any]:
    return {name: node.amount(name) for name in names}


def _address(node: Node) -> Address:
    return Address(**{name: node.text(name, limit) for name, limit in ADDRESS.items()})


def _pickup_point(node: Node) -> dict[str, str]:
    return {name: words for name in PICKUP_POINT if (words := node.text(name, 200))}


def _payment(node: Node) -> Payment:
    status = _one_of(node, "status", Order.PaymentStatus.values)
    return Payment(status, node.text("method", 120), node.moment("paid_at"))


def _tax_line(node: Node) -> TaxLine:
    return TaxLine(
        title=node.required("title", 100),
        amount=node.required_amount("amount"),
        rate=node.amount("rate", MAX_PER_CENT),
        net=node.amount("net"),
        shipping_amount=node.amount("shipping_amount"),
    )


def _fee(node: Node) -> Fee:
    return Fee(node.required("title", 200), node.required_amount("amount"), node.amount("tax_amount"))


def _line(node: Node) -> Line:
    return Line(
        external_id=node.required("id", 100),
        name=node.required("name", 300),
        quantity=node.whole("quantity"),
        sku=node.text("sku", 120),
        variant=node.text("variant", 300),
        properties=tuple((item.text("name", 200), item.text("value", 1000)) for item in node.children("properties")),
        image_url=web_address(node, "image_url", 500),
        tax_rate=node.amount("tax_rate", MAX_PER_CENT),
        **line_law(node),
        **_amounts(node, LINE_AMOUNTS),
    )


def _refunded_line(node: Node) -> RefundedLine:
    quantity = node.whole("quantity") if node.data.get("quantity") is not None else 0
    return RefundedLine(node.required("line", 100), quantity, node.amount("amount"), node.amount("tax_amount"))
