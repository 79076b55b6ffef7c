"""The publisher's own sample, every field against what it says in the file."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orders.actions import save_order
from orders.ingest import woocommerce
from orders.ingest.canonical import Address, Line, Payment, TaxLine
from orders.ingest.reading import BadData, read_json

RAW = Path(__file__).parent.joinpath("data", "woocommerce_order.json").read_bytes()


@pytest.fixture
def sample() -> dict[str, Any]:
    return deepcopy(read_json(RAW))


def test_every_field_of_the_sample_comes_out_as_the_shop_said(sample: dict[str, Any]) -> None:
    order = woocommerce.parse(sample)
    assert (order.source, order.external_id, order.number) == ("woocommerce", "727", "727")
    assert (order.status, order.source_status) == ("processing", "processing")
    assert order.email == "john.doe@example.com"
    assert order.language == ""
    assert order.currency == "USD"
    assert order.subtotal is None
    assert order.discount_total == Decimal("0.00")
    assert order.shipping_total == Decimal("10.00")
    assert order.tax_total == Decimal("1.35")
    assert order.total == Decimal("29.35")
    assert order.prices_include_tax is False
    assert order.amounts_include_tax is False
    assert order.shipping_method == "Flat Rate"
    assert order.customer_note == ""
    assert order.placed_at == datetime(2017, 3, 22, 19, 28, 2, tzinfo=UTC)
    assert order.external_updated_at == datetime(2017, 3, 22, 19, 28, 8, tzinfo=UTC)
    assert order.cancelled_at is None
    assert order.payment == Payment(
        status="paid", method="Direct Bank Transfer", paid_at=datetime(2017, 3, 22, 19, 28, 8, tzinfo=UTC)
    )
    home = Address(
        name="John Doe",
        street="969 Market",
        postcode="94103",
        city="San Francisco",
        state="CA",
        country="US",
    )
    assert order.shipping_address == home
    assert order.billing_address.phone == "(555) 555-5555"
    assert order.billing_address.as_json() == {**home.as_json(), "phone": "(555) 555-5555"}
    assert order.tax_lines == (
        TaxLine(title="State Tax", amount=Decimal("1.35"), rate=None, shipping_amount=Decimal("0.00")),
    )
    assert order.parcels is None
    assert order.payload == json.loads(RAW)


def test_lines_of_the_sample_keep_their_own_amounts_and_decoded_names(sample: dict[str, Any]) -> None:
    first, second = woocommerce.parse(sample).lines
    assert first == Line(
        external_id="315",
        name="Woo Single #1",
        quantity=2,
        unit_price=Decimal(3),
        subtotal=Decimal("6.00"),
        total=Decimal("6.00"),
        tax_total=Decimal("0.45"),
    )
    assert second == Line(
        external_id="316",
        name="Ship Your Idea – Color: Black, Size: M Test",
        quantity=1,
        sku="Bar3",
        properties=(("pa_color", "black"), ("size", "M Test")),
        unit_price=Decimal(12),
        subtotal=Decimal("12.00"),
        total=Decimal("12.00"),
        tax_total=Decimal("0.90"),
    )


@pytest.mark.django_db
def test_the_stored_order_says_what_the_shop_said(sample: dict[str, Any]) -> None:
    order, _outcome = save_order(woocommerce.parse(sample))
    order.refresh_from_db()
    assert order.subtotal is None
    assert (order.total, order.tax_total, order.shipping_total) == (Decimal("29.35"), Decimal("1.35"), Decimal(10))
    assert order.slug == "727"
    assert order.payload == json.loads(RAW)
    assert [(line.name, line.total) for line in order.lines.all()] == [
        ("Woo Single #1", Decimal(6)),
        ("Ship Your Idea – Color: Black, Size: M Test", Decimal(12)),
    ]


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("pending", "pending"),
        ("on-hold", "pending"),
        ("failed", "pending"),
        ("processing", "processing"),
        ("completed", "completed"),
        ("cancelled", "cancelled"),
        ("refunded", "refunded"),
        ("wc-packed-by-robots", ""),
    ],
)
def test_statuses_are_mapped_and_the_shops_word_is_kept(sample: dict[str, Any], said: str, ours: str) -> None:
    sample["status"] = said
    order = woocommerce.parse(sample)
    assert (order.status, order.source_status) == (ours, said)


def test_a_polish_tax_number_and_a_language_are_found_in_the_meta_data(sample: dict[str, Any]) -> None:
    sample["meta_data"] += [
        {"id": 1, "key": "_billing_nip", "value": "5265877635"},
        {"id": 2, "key": "wpml_language", "value": "pl"},
    ]
    order = woocommerce.parse(sample)
    assert order.billing_address.vat_number == "5265877635"
    assert order.language == "pl"


def test_hidden_and_nested_meta_data_of_a_line_stays_in_the_payload_only(sample: dict[str, Any]) -> None:
    sample["line_items"][0]["meta_data"] = [
        {"id": 1, "key": "_reduced_stock", "value": "2"},
        {"id": 2, "key": "addons", "value": [{"price": 2}]},
        {"id": 3, "key": "engraving", "display_key": "Engraving", "value": "A &amp; B", "display_value": "A &amp; B"},
    ]
    order = woocommerce.parse(sample)
    assert order.lines[0].properties == (("Engraving", "A & B"),)
    assert order.payload["line_items"][0]["meta_data"][1]["value"] == [{"price": 2}]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda order: order.update(total="a lot"), "$.total"),
        (lambda order: order.update(total=None), "$.total"),
        (lambda order: order.update(total="NaN"), "$.total"),
        (lambda order: order.update(currency=""), "$.currency"),
        (lambda order: order.update(date_created_gmt="yesterday"), "$.date_created_gmt"),
        (lambda order: order["line_items"][1].update(quantity=1.5), "$.line_items[1].quantity"),
        (lambda order: order["line_items"][1].update(quantity=-1), "$.line_items[1].quantity"),
        (lambda order: order["line_items"][0].pop("id"), "$.line_items[0].id"),
        (lambda order: order.update(line_items="none"), "$.line_items"),
        (lambda order: order.update(billing=[]), "$.billing"),
        (lambda order: order["tax_lines"][0].update(tax_total="9" * 12), "$.tax_lines[0].tax_total"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(sample: dict[str, Any], change: Any, place: str) -> None:
    change(sample)
    with pytest.raises(BadData) as caught:
        woocommerce.parse(sample)
    assert caught.value.path == place
    assert caught.value.message.endswith(".")
