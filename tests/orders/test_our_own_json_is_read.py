"""Our own JSON of an order: by webhook and by API it says the same."""

import copy
from decimal import Decimal
from typing import Any

import pytest

from orders.ingest import generic
from orders.ingest.canonical import Fee
from orders.ingest.reading import BadData
from portal.api.canonical import canonical_order
from portal.api.schemas.orders import OrderIn

ADDRESS = {
    "name": "Anna Nowak",
    "company": "Nowak Sp. z o.o.",
    "vat_number": "5265877635",
    "street": "ul. Łąkowa 5",
    "street2": "m. 7",
    "postcode": "31-443",
    "city": "Kraków",
    "state": "małopolskie",
    "country": "PL",
    "phone": "+48 600 000 000",
}
EVERYTHING: dict[str, Any] = {
    "id": "A-1",
    "number": "1001",
    "currency": "EUR",
    "total": "141.990",
    "placed_at": "2026-11-02T10:00:00Z",
    "updated_at": "2026-11-03T10:00:00+01:00",
    "status": "shipped",
    "source_status": "wysłane",
    "email": "anna@example.com",
    "language": "pl",
    "subtotal": "129.00",
    "discount_total": "1.00",
    "shipping_total": "12.99",
    "tax_total": "26.55",
    "shipping_tax_total": "2.43",
    "discount_tax_total": "0.23",
    "net_total": "115.44",
    "rounding_total": "-0.01",
    "presentment_currency": "PLN",
    "presentment_total": "610.00",
    "prices_include_tax": False,
    "amounts_include_tax": False,
    "shipping_method": "Paczkomat",
    "customer_note": "Proszę dzwonić",
    "cancelled_at": "2026-11-03T09:00:00Z",
    "payment": {"status": "paid", "method": "BLIK", "paid_at": "2026-11-02T10:01:00Z"},
    "billing_address": ADDRESS,
    "shipping_address": ADDRESS,
    "buyer_vat_number": "PL5265877635",
    "pickup_point": {"id": "KRA010", "name": "Paczkomat", "street": "Rynek 1", "postcode": "31-001", "city": "Kraków"},
    "tax_lines": [{"title": "VAT", "amount": "26.55", "rate": "23", "net": "115.44", "shipping_amount": "2.43"}],
    "fees": [{"title": "Gift wrap", "amount": "5.00", "tax_amount": "0.93"}],
    "lines": [
        {
            "id": "mug",
            "name": "Kubek",
            "quantity": 2,
            "sku": "MUG-01",
            "variant": "niebieski",
            "properties": [{"name": "Grawer", "value": "Anna"}],
            "image_url": "https://shop.example/mug.jpg",
            "unit_price": "49.00",
            "subtotal": "98.00",
            "discount_total": "1.00",
            "total": "97.00",
            "tax_total": "18.14",
            "tax_rate": "23",
        }
    ],
    "shipments": [
        {
            "id": "p1",
            "carrier": "inpost",
            "tracking_number": "620000000000000000000001",
            "tracking_url": "https://inpost.pl/x",
            "status": "in_transit",
            "source_status": "w drodze",
            "status_at": "2026-11-03T08:00:00Z",
            "shipped_at": "2026-11-03T07:00:00Z",
            "estimated_date": "2026-11-05",
            "lines": [{"line": "mug", "quantity": 1}],
            "pickup_point": {"id": "KRA010"},
        }
    ],
    "refunds": [
        {
            "id": "r1",
            "amount": "49.00",
            "currency": "EUR",
            "refunded_at": "2026-11-10T10:00:00Z",
            "reason": "zbite",
            "shipping_amount": "0.00",
            "tax_amount": "9.16",
            "lines": [{"line": "mug", "quantity": 1, "amount": "49.00", "tax_amount": "9.16"}],
        }
    ],
}


def test_the_api_and_the_webhook_read_the_same_order() -> None:
    by_webhook = generic.parse(copy.deepcopy(EVERYTHING) | {"source": "test"})
    said = OrderIn.model_validate({key: value for key, value in EVERYTHING.items() if key != "id"})
    by_api = canonical_order("test", "A-1", said, {})
    differ = [
        (name, getattr(by_webhook, name), getattr(by_api, name))
        for name in by_webhook.__dataclass_fields__
        if name not in ("payload", "refunds") and getattr(by_webhook, name) != getattr(by_api, name)
    ]
    assert differ == []
    assert by_webhook.refunds
    assert by_api.refunds
    assert by_webhook.refunds[0].lines == by_api.refunds[0].lines
    assert str(by_webhook.total) == str(by_api.total) == "141.990"


def test_what_is_left_out_says_nothing_and_an_empty_list_says_none() -> None:
    least = {key: EVERYTHING[key] for key in ("id", "number", "currency", "total", "placed_at", "updated_at")}
    silent = generic.parse(least)
    assert (silent.parcels, silent.refunds, silent.status, silent.lines) == (None, None, "", ())
    spoken = generic.parse(least | {"shipments": [], "refunds": []})
    assert (spoken.parcels, spoken.refunds) == ((), ())
    assert generic.parse(EVERYTHING).fees == (Fee("Gift wrap", Decimal("5.00"), Decimal("0.93")),)


@pytest.mark.parametrize("path", [(), ("payment",), ("lines", 0), ("shipments", 0), ("refunds", 0), ("pickup_point",)])
@pytest.mark.parametrize("nonsense", [7, "x", [], [[]], {"a": {}}, True, 10**30, "9" * 400, "\u202e", -1])
def test_nonsense_anywhere_is_named_or_read_and_never_breaks_us(path: tuple[Any, ...], nonsense: Any) -> None:
    place: Any = EVERYTHING
    for step in path:
        place = place[step]
    for key in place:
        broken = copy.deepcopy(EVERYTHING)
        target: Any = broken
        for step in path:
            target = target[step]
        target[key] = nonsense
        assert wrong_place(broken).startswith("$")


def wrong_place(order: dict[str, Any]) -> str:
    """Where the reader found something wrong, "$" when it found nothing. Any other exception is a fault of ours."""
    try:
        generic.parse(order)
    except BadData as error:
        return error.path
    return "$"
