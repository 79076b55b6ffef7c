"""BaseLinker (Base) orders as getOrders gives them (api.base.com): unix seconds, gross prices, countries as words."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale

from orders.ingest.canonical import Address, CanonicalOrder, Line, Parcel, Payment
from orders.ingest.reading import BadData, Node, plain

NO_STATUSES: Mapping[str, str] = {}
# Every shop names its statuses itself; these are the words that leave no doubt.
WORDS: tuple[tuple[str, str], ...] = (
    (r"\banul|\bcancel|\bstorn", "cancelled"),
    (r"\bzwróc(ono|one) (środki|pieni)|\brefunded", "refunded"),
    (r"\bdostarczon|\bdoręczon|\bodebran|\bdelivered", "delivered"),
    (r"\bzrealizowan|\bzakończon|\bcompleted|\bfinished", "completed"),
    (r"\bwysłan[aeoy]\b|\bnadan[aeoy]\b|\bshipped|\bsent\b|\bdispatched", "shipped"),
    (r"\bnieopłacon|\boczekuje na (wpłat|płatno)|\bunpaid|\bawaiting payment", "pending"),
    (r"\bnowe?\b|\bnew\b|\bw realizacji|\b(s)?pakow|\bprocessing|\bpack|\bdo wysłania|\bdo wysyłki", "processing"),
)
FIRST_MOMENT, LAST_MOMENT = 0, 4_102_444_800  # 1970 to 2100
COUNTRY_LANGUAGES = ("pl", "en", "de", "cs", "sk")
OTHER_NAMES = {
    "great britain": "GB",
    "england": "GB",
    "uk": "GB",
    "usa": "US",
    "holandia": "NL",
    "wielka brytania": "GB",
}


def parse(data: Any, path: str = "$", statuses: Mapping[str, str] = NO_STATUSES) -> CanonicalOrder:
    """One order. `statuses` names the shop's own by their id (getOrderStatusList). Raises BadData.

    BaseLinker says no totals. What the buyer pays is the exact sum of the gross prices it says and the delivery.
    """
    order = Node(data, path)
    external_id = order.required("order_id", 100)
    placed_at = required_moment(order, "date_add")
    lines = tuple(_line(line) for line in order.children("products"))
    shipping = order.amount("delivery_price") or Decimal(0)
    total = sum((line.total or Decimal(0) for line in lines), shipping)
    word = statuses.get(order.text("order_status_id"), "")
    billing = _address(order, "invoice", order.text("invoice_nip", 30))
    return CanonicalOrder(
        source="baselinker",
        external_id=external_id,
        number=_known(order.text("shop_order_id", 64)) or _known(order.text("external_order_id", 64)) or external_id,
        status=status_of(word),
        source_status=word[:64] or order.text("order_status_id", 64),
        email=order.text("email", 254),
        currency=order.required("currency", 3).upper(),
        total=total,
        shipping_total=order.amount("delivery_price"),
        shipping_method=order.text("delivery_method", 120),
        customer_note=order.text("user_comments"),
        placed_at=placed_at,
        external_updated_at=max(
            filter(None, (placed_at, moment(order, "date_confirmed"), moment(order, "date_in_status")))
        ),
        payment=_payment(order, total),
        billing_address=billing,
        shipping_address=_address(order, "delivery"),
        buyer_vat_number=billing.vat_number,
        pickup_point=_point(order),
        lines=lines,
        parcels=_parcels(order),
        payload=plain(order.data),
    )


def status_of(word: str) -> str:
    """The shop's own name of a status as ours, "" when it leaves a doubt."""
    said = word.lower()
    return next((status for pattern, status in WORDS if re.search(pattern, said)), "")


def moment(node: Node, key: str) -> datetime | None:
    """Unix seconds as a number or a text; 0 and nothing mean: not yet."""
    value = node.text(key)
    if value in ("", "0"):
        return None
    if not (value.isascii() and value.isdigit() and FIRST_MOMENT < int(value) < LAST_MOMENT):
        node.fail(key, f"{value[:40]!r} is not a moment in unix seconds.")
    return datetime.fromtimestamp(int(value), UTC)


def required_moment(node: Node, key: str) -> datetime:
    at = moment(node, key)
    if at is None:
        node.fail(key, "This date is required and is empty.")
    return at


def is_said(node: Node, key: str) -> bool:
    """BaseLinker writes yes as "1", 1 or true."""
    return node.data.get(key) in ("1", 1, True)


def _known(number: str) -> str:
    return "" if number == "0" else number


def _payment(order: Node, total: Decimal) -> Payment:
    paid = order.amount("payment_done") or Decimal(0)
    return Payment(
        status="paid" if paid and paid >= total else "unpaid",
        method=order.text("payment_method", 120),
    )


def _address(order: Node, kind: str, vat_number: str = "") -> Address:
    return Address(
        name=order.text(f"{kind}_fullname", 200),
        company=order.text(f"{kind}_company", 200),
        vat_number=vat_number,
        street=order.text(f"{kind}_address", 200),
        postcode=order.text(f"{kind}_postcode", 20),
        city=order.text(f"{kind}_city", 200),
        state=order.text(f"{kind}_state", 200),
        country=country_code(order.text(f"{kind}_country_code", 2) or order.text(f"{kind}_country", 60)),
        phone=order.text("phone", 40) if kind == "delivery" else "",
    )


def country_code(word: str) -> str:
    """Polska and Poland are PL; a word nobody knows stays as it is."""
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word.upper()
    return _countries().get(word.strip().lower(), word)


@cache
def _countries() -> Mapping[str, str]:
    found = dict(OTHER_NAMES)
    for language in COUNTRY_LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(name.lower(), code)
    return found


def _line(node: Node) -> Line:
    price, quantity = node.amount("price_brutto"), _pieces(node)
    rate = node.amount("tax_rate")
    return Line(
        external_id=node.text("order_product_id", 100) or node.required("product_id", 100),
        name=node.text("name", 300) or node.required("product_id", 300),
        quantity=quantity,
        sku=node.text("sku", 120),
        variant=node.text("attributes", 300),
        unit_price=price,
        total=None if price is None else price * quantity,
        # Below zero BaseLinker means: exempt, not subject to tax, reverse charge.
        tax_rate=rate if rate is not None and 0 <= rate <= 100 else None,
    )


def _pieces(node: Node) -> int:
    said = node.amount("quantity")
    if said is None or said != said.to_integral_value() or not 0 <= said < 2**31:
        raise BadData(f"{str(said)[:40]!r} is not a whole number of pieces.", f"{node.path}.quantity")
    return int(said)


def _point(order: Node) -> dict[str, str]:
    """The locker or shop where the parcel waits; nothing for a parcel to an address."""
    said = {
        "id": order.text("delivery_point_id", 60),
        "name": order.text("delivery_point_name", 120) or order.text("delivery_point_id", 60),
        "street": order.text("delivery_point_address", 200),
        "postcode": order.text("delivery_point_postcode", 20),
        "city": order.text("delivery_point_city", 120),
    }
    return {name: value for name, value in said.items() if value}


def _parcels(order: Node) -> tuple[Parcel, ...] | None:
    """BaseLinker says one number an order; without it, it says nothing of parcels."""
    number = order.text("delivery_package_nr", 80)
    if not number:
        return None
    carrier = order.text("delivery_package_module", 80)
    point = _point(order)
    address = ", ".join(point[key] for key in ("street", "postcode", "city") if key in point)
    place = {"name": point["name"], **({"address": address} if address else {})} if "name" in point else {}
    return (
        Parcel(
            external_id=number,
            carrier="" if carrier == "other" else carrier,
            tracking_number=number,
            pickup_point=place,
        ),
    )
