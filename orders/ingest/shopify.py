"""Shopify REST Admin orders and the fulfilments inside them (also the body of orders/* webhooks)."""

from decimal import Decimal
from typing import Any

from orders.ingest.canonical import Address, CanonicalOrder, Line, Parcel, Payment, Refund, RefundedLine, TaxLine
from orders.ingest.plugins import by_key, pickup_point, vat_number
from orders.ingest.reading import MAX_PER_CENT, Node, plain

PAYMENTS = {
    "pending": "unpaid",
    "unpaid": "unpaid",
    "expired": "unpaid",
    "voided": "unpaid",
    "partially_paid": "unpaid",
    "authorized": "authorized",
    "paid": "paid",
    "partially_refunded": "partly_refunded",
    "refunded": "refunded",
}
# fulfillment.shipment_status is the carrier's news as Shopify heard it; fulfillment.status is the shop's.
PARCELS = {
    "label_printed": "announced",
    "label_purchased": "announced",
    "confirmed": "announced",
    "picked_up": "accepted",
    "carrier_picked_up": "accepted",
    "in_transit": "in_transit",
    "out_for_delivery": "out_for_delivery",
    "ready_for_pickup": "ready_for_pickup",
    "attempted_delivery": "attempt_failed",
    "delayed": "delayed",
    "failure": "exception",
    "delivered": "delivered",
}
FULFILMENTS = {
    "pending": "announced",
    "open": "announced",
    "success": "accepted",
    "cancelled": "cancelled",
    "error": "",
    "failure": "",
}


def parse(data: Any, path: str = "$") -> CanonicalOrder:
    """One order object. Raises BadData with the JSON path of the first thing that is wrong."""
    order = Node(data, path)
    includes_tax = order.flag("taxes_included", False)
    placed_at = order.required_moment("created_at")
    cancelled_at = order.moment("cancelled_at")
    shipping_lines = order.children("shipping_lines")
    money, fulfilment = order.text("financial_status"), order.text("fulfillment_status")
    name = order.text("name", 64)
    currency = order.required("currency", 3).upper()
    extra = by_key([(item.text("name"), item.data.get("value")) for item in order.children("note_attributes")])
    buyers_currency = order.text("presentment_currency", 3).upper()
    return CanonicalOrder(
        source="shopify",
        external_id=order.required("id", 100),
        number=name or order.required("order_number", 64),
        status=_status(money, fulfilment, cancelled=cancelled_at is not None),
        source_status=" / ".join(word for word in (money, fulfilment) if word)[:64],
        email=order.text("email", 254) or order.text("contact_email", 254),
        language=order.text("customer_locale", 10),
        currency=currency,
        subtotal=order.amount("subtotal_price"),
        discount_total=order.amount("total_discounts"),
        shipping_total=_shipping_total(order, shipping_lines),
        tax_total=order.amount("total_tax"),
        total=order.required_amount("total_price"),
        rounding_total=_in_shop_money(order, "total_cash_rounding_payment_adjustment_set"),
        presentment_currency="" if buyers_currency == currency else buyers_currency,
        presentment_total=_presentment_total(order) if buyers_currency not in ("", currency) else None,
        prices_include_tax=includes_tax,
        amounts_include_tax=includes_tax,
        shipping_method=", ".join(line.text("title") for line in shipping_lines)[:120],
        customer_note=order.text("note"),
        placed_at=placed_at,
        external_updated_at=order.moment("updated_at") or placed_at,
        cancelled_at=cancelled_at,
        payment=_payment(order, money),
        billing_address=_address(order.child("billing_address")),
        shipping_address=_address(order.child("shipping_address")),
        buyer_vat_number=vat_number(extra),
        pickup_point=pickup_point(extra),
        tax_lines=tuple(_tax_line(line) for line in order.children("tax_lines")),
        lines=tuple(_line(line) for line in order.children("line_items")),
        parcels=_parcels(order),
        refunds=_refunds(order, currency),
        payload=plain(order.data),
    )


def _payment(order: Node, money: str) -> Payment:
    """Shopify gives the moment of payment in its transactions only."""
    method = (_gateway_names(order) or order.text("gateway")).replace("_", " ")[:120]
    return Payment(status=PAYMENTS.get(money, ""), method=method)


def _presentment_total(order: Node) -> Decimal | None:
    return order.child("total_price_set").child("presentment_money").amount("amount")


def _parcels(order: Node) -> tuple[Parcel, ...] | None:
    """None: the message says nothing of them."""
    if order.data.get("fulfillments") is None:
        return None
    return tuple(parcel for node in order.children("fulfillments") for parcel in parse_fulfilment(node))


def _refunds(order: Node, currency: str) -> tuple[Refund, ...] | None:
    if order.data.get("refunds") is None:
        return None
    return tuple(refund for node in order.children("refunds") for refund in parse_refund(node, currency))


def parse_fulfilment(node: Node) -> tuple[Parcel, ...]:
    """One parcel for each tracking number. Which line went into which parcel is said only if there is one."""
    numbers = _texts(node, "tracking_numbers") or [node.text("tracking_number")]
    urls = _texts(node, "tracking_urls") or [node.text("tracking_url")]
    heard, said = node.text("shipment_status", 64), node.text("status", 64)
    lines = tuple((line.required("id", 100), line.whole("quantity")) for line in node.children("line_items"))
    fulfilment_id = node.required("id", 80)
    return tuple(
        Parcel(
            external_id=fulfilment_id if index == 0 else f"{fulfilment_id}-{index + 1}",
            carrier=node.text("tracking_company", 80),
            tracking_number=number[:80],
            tracking_url=_web(urls[index] if index < len(urls) else ""),
            source_status=heard or said,
            status=PARCELS.get(heard, "") or FULFILMENTS.get(said, ""),
            status_at=node.moment("updated_at"),
            shipped_at=node.moment("created_at"),
            lines=lines if len(numbers) == 1 else (),
            said_at=node.moment("updated_at"),
        )
        for index, number in enumerate(numbers)
    )


def parse_refund(node: Node, currency: str = "") -> tuple[Refund, ...]:
    """One refund, or none: pieces taken off an order or put back into stock move no money.

    Shopify names an amount for each payment it goes back to and none for all of them, so here they are added.
    """
    paid_back = [item for item in node.children("transactions") if _is_paid_back(item)]
    if not paid_back:
        return ()
    shipping = [item for item in node.children("order_adjustments") if item.text("kind") == "shipping_refund"]
    delivery = shipping[0].amount("amount") if len(shipping) == 1 else None
    return (
        Refund(
            external_id=node.required("id", 100),
            amount=sum((item.required_amount("amount") for item in paid_back), Decimal()),
            currency=paid_back[0].text("currency", 3).upper() or currency,
            refunded_at=node.moment("processed_at") or node.required_moment("created_at"),
            reason=node.text("note", 500),
            shipping_amount=None if delivery is None else abs(delivery),
            lines=tuple(_refunded_line(item) for item in node.children("refund_line_items")),
            payload=plain(node.data),
        ),
    )


def _is_paid_back(transaction: Node) -> bool:
    return transaction.text("kind") == "refund" and transaction.text("status") == "success"


def _refunded_line(node: Node) -> RefundedLine:
    return RefundedLine(
        external_id=node.required("line_item_id", 100),
        quantity=node.whole("quantity"),
        amount=node.amount("subtotal"),
        tax_amount=node.amount("total_tax"),
    )


def _status(money: str, fulfilment: str, *, cancelled: bool) -> str:
    if cancelled:
        return "cancelled"
    if money == "refunded":
        return "refunded"
    if fulfilment == "fulfilled":
        return "shipped"
    if fulfilment not in ("", "partial", "unfulfilled", "restocked") or money not in PAYMENTS:
        return ""
    return "pending" if PAYMENTS[money] == "unpaid" else "processing"


def _shipping_total(order: Node, shipping_lines: list[Node]) -> Decimal | None:
    """Shopify's own sum where it sends one; else the only delivery line's price; never an addition of ours."""
    said = _in_shop_money(order, "total_shipping_price_set")
    if said is None and len(shipping_lines) == 1:
        return shipping_lines[0].amount("price")
    return said


def _in_shop_money(order: Node, key: str) -> Decimal | None:
    return order.child(key).child("shop_money").amount("amount")


def _gateway_names(order: Node) -> str:
    return ", ".join(_texts(order, "payment_gateway_names"))


def _address(node: Node) -> Address:
    return Address(
        name=node.text("name") or f"{node.text('first_name')} {node.text('last_name')}".strip(),
        company=node.text("company"),
        street=node.text("address1"),
        street2=node.text("address2"),
        postcode=node.text("zip"),
        city=node.text("city"),
        state=node.text("province"),
        country=node.text("country_code") or node.text("country"),
        phone=node.text("phone"),
    )


def _tax_line(node: Node) -> TaxLine:
    return TaxLine(title=node.text("title"), amount=node.required_amount("price"), rate=_per_cent(node))


def _per_cent(node: Node) -> Decimal | None:
    """Shopify's rate is a fraction of one: 0.06 is 6 per cent."""
    rate = node.amount("rate", MAX_PER_CENT / 100)
    return None if rate is None else (rate * 100).normalize() + 0


def _line(node: Node) -> Line:
    taxes = node.children("tax_lines")
    return Line(
        external_id=node.required("id", 100),
        name=node.text("title", 300) or node.required("name", 300),
        quantity=node.whole("quantity"),
        sku=node.text("sku", 120),
        variant=node.text("variant_title", 300),
        properties=tuple(
            (item.text("name"), item.text("value"))
            for item in node.children("properties")
            if not item.text("name").startswith("_") and not isinstance(item.data.get("value"), (dict, list, bool))
        ),
        unit_price=node.amount("price"),
        discount_total=node.amount("total_discount"),
        tax_total=taxes[0].amount("price") if len(taxes) == 1 else None,
        tax_rate=_per_cent(taxes[0]) if len(taxes) == 1 else None,
    )


def _texts(node: Node, key: str) -> list[str]:
    value = node.data.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        node.fail(key, "A list of texts was expected here.")
    return [item for item in value if item]


def _web(url: str) -> str:
    """Only links a browser may follow from our page."""
    return url if url.startswith(("https://", "http://")) and len(url) <= 1000 else ""
