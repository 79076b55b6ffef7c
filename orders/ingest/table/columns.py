"""The columns we know: what README and template are written from, and what a file is read by."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """`limit` is the most characters; a required column must be there and filled."""

    name: str
    meaning: str
    example: str = ""
    limit: int = 200
    is_required: bool = False


ORDER = (
    Column("order_id", "the shop's own id of the order; rows with the same one are one order", "10231", 100, True),
    Column("order_number", "what the customer knows it by; the id when empty", "2026/10231", 64),
    Column("placed_at", "when it was placed", "2026-11-02T10:15:00+01:00", 40, True),
    Column("updated_at", "when the shop changed it last; an older one never overwrites a newer one", "", 40),
    Column("status", "pending, processing, shipped, delivered, completed, cancelled or refunded", "processing", 20),
    Column("status_text", "the status in the shop's words", "Packing", 64),
    Column("email", "the customer's address", "anna@example.com", 254),
    Column("language", "two letters", "pl", 10),
    Column("currency", "three letters", "PLN", 3, True),
    Column("total", "what the customer pays", "141.99", 40, True),
    Column("subtotal", "goods before discount and delivery", "129.00", 40),
    Column("discount_total", "discount of the whole order", "", 40),
    Column("shipping_total", "delivery", "12.99", 40),
    Column("tax_total", "tax in the total", "26.55", 40),
    Column("prices_include_tax", "true or false: were prices shown with tax", "true", 10),
    Column("amounts_include_tax", "true or false: do the amounts of lines and delivery include tax", "true", 10),
    Column("shipping_method", "how it is delivered", "InPost locker", 120),
    Column("customer_note", "what the customer wrote", "", 5000),
    Column("cancelled_at", "when it was cancelled", "", 40),
    Column("payment_status", "unpaid, authorized, paid, partly_refunded or refunded", "paid", 20),
    Column("payment_method", "how it was paid", "BLIK", 120),
    Column("paid_at", "when it was paid", "2026-11-02T10:16:00+01:00", 40),
    Column("buyer_protection", "consumer, protected_sole_trader or business; left empty: a consumer", "", 24),
    Column("contract_kind", "goods, regular_deliveries, service or digital", "", 20),
    Column("is_from_visit", "true: sold on a visit or excursion the buyer had not asked for", "", 10),
    Column("withdrawal_informed", "true or false: was the buyer told of the right to withdraw", "", 10),
    Column("withdrawal_informed_at", "when, if it was after the order", "", 40),
    Column("standard_shipping_total", "the least expensive delivery that was offered; empty: shipping_total", "", 40),
)
ADDRESS = (
    Column("name", "name", "Anna Nowak"),
    Column("company", "company"),
    Column("vat_number", "VAT number", "", 30),
    Column("street", "street and number", "ul. Łąkowa 5"),
    Column("street2", "second line"),
    Column("postcode", "postcode", "31-443", 20),
    Column("city", "city", "Kraków"),
    Column("state", "state or region"),
    Column("country", "two letters", "PL", 60),
    Column("phone", "telephone", "", 40),
)
BILLING = tuple(Column(f"billing_{each.name}", f"buyer: {each.meaning}", each.example, each.limit) for each in ADDRESS)
SHIPPING = tuple(
    Column(f"shipping_{each.name}", f"recipient: {each.meaning}", each.example, each.limit)
    for each in ADDRESS
    if each.name != "vat_number"
)
LINE = (
    Column("line_id", "the shop's id of the line; its place in the order when empty", "1", 100),
    Column("sku", "article number", "MUG-01", 120),
    Column("name", "what was bought", "Ceramic mug", 300, True),
    Column("variant", "size, colour", "blue", 300),
    Column("quantity", "pieces", "2", 20, True),
    Column("unit_price", "one piece", "49.00", 40),
    Column("line_subtotal", "the line before discount", "98.00", 40),
    Column("line_discount", "its discount", "", 40),
    Column("line_total", "the line after discount", "98.00", 40),
    Column("line_tax", "tax of the line", "18.33", 40),
    Column("tax_rate", "per cent", "23", 40),
    Column("image_url", "picture, https://", "", 500),
    Column("withdrawal_exception", "why there is no right to withdraw, as below; none takes it back", "", 24),
    Column("withdrawal_evidence", "what proves it: consent_at=2026-11-02T10:15:00+01:00; market=…", "", 5000),
    Column("guarantor", "who gives a guarantee beside the law", "Mug Works", 200),
    Column("guarantee_months", "how long, from delivery; 0: there is none", "36", 5),
    Column("guarantee_url", "its terms, https://", "", 500),
    Column("serial_numbers", "with commas between them", "", 5000),
)
PARCEL = (
    Column("tracking_number", "the parcel this line is in", "620000000000000000000001", 80),
    Column("carrier", "carrier of the parcel", "inpost", 80),
    Column("tracking_url", "its page at the carrier, https://", "", 1000),
    Column("shipped_at", "when it was sent", "", 40),
    Column(
        "parcel_status", "announced, accepted, in_transit, out_for_delivery, ready_for_pickup, delivered …", "", 20
    ),
    Column("parcel_status_at", "since when", "", 40),
    Column("pickup_point", "locker or pick-up point it goes to", "KRA01M", 60),
)
ALL = (*ORDER, *BILLING, *SHIPPING, *LINE, *PARCEL)
BY_NAME: Mapping[str, Column] = {column.name: column for column in ALL}
REQUIRED = tuple(column.name for column in ALL if column.is_required)
# What every row of an order says the same, or leaves empty after the first.
OF_THE_ORDER = tuple(column.name for column in (*ORDER, *BILLING, *SHIPPING))


def normal(heading: str) -> str:
    """Order ID, order-id and order_id are the same heading."""
    return "_".join(heading.strip().strip("\ufeff").lower().replace("-", " ").split())
