"""WooCommerce REST v3 orders, also the body of its order webhooks. Lines and delivery come without tax."""

from html import unescape
from typing import Any

from orders.ingest.canonical import Address, CanonicalOrder, Fee, Line, Payment, Refund, TaxLine
from orders.ingest.plugins import by_key, pickup_point, vat_number
from orders.ingest.reading import MAX_PER_CENT, Node, plain

STATUSES = {
    "checkout-draft": "pending",
    "pending": "pending",
    "on-hold": "pending",
    "failed": "pending",
    "processing": "processing",
    "completed": "completed",
    "cancelled": "cancelled",
    "refunded": "refunded",
}
LANGUAGE_KEYS = ("wpml_language", "_wpml_language", "trp_language", "pll_language")


def parse(data: Any, path: str = "$") -> CanonicalOrder:
    """One order object. Raises BadData with the JSON path of the first thing that is wrong."""
    order = Node(data, path)
    status = order.text("status", 64)
    meta = {item.text("key"): item.data.get("value") for item in order.children("meta_data")}
    extra = _extra(order)
    currency = order.required("currency", 3).upper()
    placed_at = order.required_moment("date_created_gmt", utc=True)
    return CanonicalOrder(
        source="woocommerce",
        external_id=order.required("id", 100),
        number=order.text("number", 64) or order.required("id", 64),
        status=STATUSES.get(status, ""),
        source_status=status,
        email=order.child("billing").text("email", 254),
        language=_first(meta, LANGUAGE_KEYS)[:10],
        currency=currency,
        subtotal=None,  # WooCommerce gives one for each line and none for the order
        discount_total=order.amount("discount_total"),
        shipping_total=order.amount("shipping_total"),
        tax_total=order.amount("total_tax"),
        shipping_tax_total=order.amount("shipping_tax"),
        discount_tax_total=order.amount("discount_tax"),
        total=order.required_amount("total"),
        prices_include_tax=order.flag("prices_include_tax", False),
        amounts_include_tax=False,
        shipping_method=", ".join(_words(line, "method_title") for line in order.children("shipping_lines"))[:120],
        customer_note=order.text("customer_note"),
        placed_at=placed_at,
        external_updated_at=order.moment("date_modified_gmt", utc=True) or placed_at,
        payment=_payment(order, status),
        billing_address=_address(order.child("billing"), vat_number(extra)),
        shipping_address=_address(order.child("shipping")),
        buyer_vat_number=vat_number(extra),
        pickup_point=pickup_point(extra),
        is_deleted=status == "trash",
        tax_lines=tuple(_tax_line(line) for line in order.children("tax_lines")),
        fees=tuple(_fee(line) for line in order.children("fee_lines")),
        lines=tuple(_line(line) for line in order.children("line_items")),
        refunds=None
        if order.data.get("refunds") is None
        else tuple(_refund(item, currency) for item in order.children("refunds")),
        payload=plain(order.data),
    )


def parse_deleted(data: Any, path: str = "$") -> str:
    """The id of an order that went to the bin: all that order.deleted says."""
    return Node(data, path).required("id", 100)


def _extra(order: Node) -> dict[str, str]:
    """What plugins left on the order and on its deliveries."""
    places = [order, *order.children("shipping_lines")]
    return by_key(
        [(item.text("key"), item.data.get("value")) for node in places for item in node.children("meta_data")]
    )


def _refund(node: Node, currency: str) -> Refund:
    """WooCommerce names id, reason and a negative total here, and no day."""
    return Refund(
        external_id=node.required("id", 100),
        amount=abs(node.required_amount("total")),
        currency=currency,
        refunded_at=None,
        reason=_words(node, "reason")[:500],
        payload=plain(node.data),
    )


def _fee(node: Node) -> Fee:
    return Fee(_words(node, "name")[:200], node.required_amount("total"), node.amount("total_tax"))


def _payment(order: Node, status: str) -> Payment:
    paid_at = order.moment("date_paid_gmt", utc=True)
    if status == "refunded":
        said = "refunded"
    elif paid_at:
        said = "partly_refunded" if order.children("refunds") else "paid"
    else:
        said = "unpaid"
    return Payment(status=said, method=_words(order, "payment_method_title")[:120], paid_at=paid_at)


def _address(node: Node, vat_number: str = "") -> Address:
    return Address(
        name=f"{node.text('first_name')} {node.text('last_name')}".strip(),
        company=node.text("company"),
        vat_number=vat_number,
        street=node.text("address_1"),
        street2=node.text("address_2"),
        postcode=node.text("postcode"),
        city=node.text("city"),
        state=node.text("state"),
        country=node.text("country"),
        phone=node.text("phone"),
    )


def _tax_line(node: Node) -> TaxLine:
    return TaxLine(
        title=_words(node, "label") or node.text("rate_code"),
        amount=node.required_amount("tax_total"),
        rate=node.amount("rate_percent", MAX_PER_CENT),
        shipping_amount=node.amount("shipping_tax_total"),
    )


def _line(node: Node) -> Line:
    image = node.child("image").text("src") if isinstance(node.data.get("image"), dict) else ""
    return Line(
        external_id=node.required("id", 100),
        name=_words(node, "name")[:300] or node.required("id", 100),
        quantity=node.whole("quantity"),
        sku=node.text("sku", 120),
        properties=tuple(_property(item) for item in node.children("meta_data") if _is_shown(item)),
        image_url=image if image.startswith("https://") and len(image) <= 500 else "",
        unit_price=node.amount("price"),
        subtotal=node.amount("subtotal"),
        total=node.amount("total"),
        tax_total=node.amount("total_tax"),
    )


def _is_shown(item: Node) -> bool:
    """WooCommerce hides keys that start with an underscore; nested values are a plugin's own business."""
    shown = item.data.get("display_value", item.data.get("value"))
    return not item.text("key").startswith("_") and not isinstance(shown, (dict, list, bool)) and shown is not None


def _property(item: Node) -> tuple[str, str]:
    name = _words(item, "display_key") or item.text("key")
    return name, _words(item, "display_value") or _words(item, "value")


def _words(node: Node, key: str) -> str:
    """WooCommerce sends names as HTML text: &ndash; is a dash."""
    return unescape(node.text(key))


def _first(meta: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(meta[key]).strip() for key in keys if isinstance(meta.get(key), (str, int)) and meta[key]), "")
