"""The publisher's own samples, every field against what it says in the file."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orders.actions import save_order
from orders.ingest import shopify
from orders.ingest.canonical import Address, Line, Parcel, Payment, TaxLine
from orders.ingest.reading import Node, read_json
from orders.models import Shipment

DATA = Path(__file__).parent / "data"
RAW = DATA.joinpath("shopify_order.json").read_bytes()
UPS = (
    "http://wwwapps.ups.com/etracking/tracking.cgi?InquiryNumber1=1Z2345&TypeOfInquiryNumber=T"
    "&AcceptUPSLicenseAgreement=yes&submit=Track"
)


@pytest.fixture
def sample() -> dict[str, Any]:
    return deepcopy(read_json(RAW)["order"])


def test_every_field_of_the_sample_comes_out_as_the_shop_said(sample: dict[str, Any]) -> None:
    order = shopify.parse(sample)
    assert (order.source, order.external_id, order.number) == ("shopify", "450789469", "#1001")
    assert (order.status, order.source_status) == ("processing", "authorized")
    assert order.email == "bob.norman@hostmail.com"
    assert order.language == ""
    assert order.currency == "USD"
    assert order.subtotal == Decimal("398.00")
    assert order.discount_total == Decimal("0.00")
    assert order.shipping_total == Decimal("0.00")
    assert order.tax_total == Decimal("11.94")
    assert order.total == Decimal("409.94")
    assert order.prices_include_tax is False
    assert order.amounts_include_tax is False
    assert order.shipping_method == "Free Shipping"
    assert order.customer_note == ""
    assert order.placed_at == datetime(2008, 1, 10, 16, 0, tzinfo=UTC)
    assert order.external_updated_at == datetime(2008, 1, 10, 16, 0, tzinfo=UTC)
    assert order.cancelled_at is None
    assert order.payment == Payment(status="authorized", method="authorize net", paid_at=None)
    home = Address(
        name="Bob Norman",
        street="Chestnut Street 92",
        postcode="40202",
        city="Louisville",
        state="Kentucky",
        country="US",
        phone="555-625-1199",
    )
    assert (order.billing_address, order.shipping_address) == (home, home)
    assert order.tax_lines == (TaxLine(title="State Tax", amount=Decimal("11.94"), rate=Decimal(6)),)
    assert order.payload == json.loads(RAW)["order"]


def test_lines_of_the_sample_keep_their_own_amounts(sample: dict[str, Any]) -> None:
    green, red, black = shopify.parse(sample).lines
    assert green == Line(
        external_id="466157049",
        name="IPod Nano - 8gb",
        variant="green",
        quantity=1,
        sku="IPOD2008GREEN",
        properties=(("Custom Engraving", "Happy Birthday"),),
        unit_price=Decimal("199.00"),
    )
    assert (red.external_id, red.sku, red.variant, red.properties) == ("518995019", "IPOD2008RED", "red", ())
    assert (black.external_id, black.sku, black.variant) == ("703073504", "IPOD2008BLACK", "black")
    assert [line.total for line in (green, red, black)] == [None, None, None]


def test_the_fulfilment_of_the_order_becomes_a_parcel(sample: dict[str, Any]) -> None:
    assert shopify.parse(sample).parcels == (
        Parcel(
            external_id="255858046",
            carrier="",
            tracking_number="1Z2345",
            tracking_url=UPS,
            source_status="failure",
            status="",
            status_at=datetime(2014, 1, 22, 20, 58, 27, tzinfo=UTC),
            shipped_at=datetime(2014, 1, 22, 20, 58, 27, tzinfo=UTC),
            lines=(("466157049", 1),),
            said_at=datetime(2014, 1, 22, 20, 58, 27, tzinfo=UTC),
        ),
    )


def test_the_sample_fulfilment_is_read_on_its_own() -> None:
    data = read_json(DATA.joinpath("shopify_fulfillment.json").read_bytes())["fulfillment"]
    assert shopify.parse_fulfilment(Node(data)) == (
        Parcel(
            external_id="255858046",
            carrier="null-company",
            tracking_number="1Z2345",
            tracking_url="http://www.google.com/search?q=1Z2345",
            source_status="pending",
            status="announced",
            status_at=datetime(2013, 11, 1, 20, 6, 8, tzinfo=UTC),
            shipped_at=datetime(2013, 11, 1, 20, 6, 8, tzinfo=UTC),
            lines=(("466157049", 1),),
            said_at=datetime(2013, 11, 1, 20, 6, 8, tzinfo=UTC),
        ),
    )


def test_each_tracking_number_is_a_parcel_and_nobody_guesses_what_is_inside(sample: dict[str, Any]) -> None:
    fulfilment = sample["fulfillments"][0]
    fulfilment["tracking_numbers"] = ["A1", "B2", "C3"]
    fulfilment["tracking_urls"] = ["https://example.com/A1", "javascript:alert(1)"]
    parcels = shopify.parse(sample).parcels or ()
    assert [(each.external_id, each.tracking_number, each.tracking_url, each.lines) for each in parcels] == [
        ("255858046", "A1", "https://example.com/A1", ()),
        ("255858046-2", "B2", "", ()),
        ("255858046-3", "C3", "", ()),
    ]


@pytest.mark.parametrize(
    ("money", "fulfilment", "ours"),
    [
        ("paid", None, "processing"),
        ("paid", "partial", "processing"),
        ("paid", "fulfilled", "shipped"),
        ("pending", None, "pending"),
        ("partially_refunded", "fulfilled", "shipped"),
        ("refunded", "fulfilled", "refunded"),
        ("a new word", None, ""),
        ("paid", "a new word", ""),
    ],
)
def test_statuses_are_mapped(sample: dict[str, Any], money: str, fulfilment: str | None, ours: str) -> None:
    sample.update(financial_status=money, fulfillment_status=fulfilment)
    assert shopify.parse(sample).status == ours


def test_a_cancelled_order_is_cancelled_whatever_else_it_says(sample: dict[str, Any]) -> None:
    sample.update(cancelled_at="2008-01-11T11:00:00-05:00", financial_status="paid", fulfillment_status="fulfilled")
    order = shopify.parse(sample)
    assert order.status == "cancelled"
    assert order.cancelled_at == datetime(2008, 1, 11, 16, 0, tzinfo=UTC)


def test_two_delivery_prices_are_not_added_up(sample: dict[str, Any]) -> None:
    sample["shipping_lines"] = [{"title": "Big", "price": "5.00"}, {"title": "Small", "price": "3.00"}]
    assert shopify.parse(sample).shipping_total is None
    sample["total_shipping_price_set"] = {"shop_money": {"amount": "8.00", "currency_code": "USD"}}
    assert shopify.parse(sample).shipping_total == Decimal("8.00")


def test_a_line_with_one_tax_keeps_its_amount_and_rate(sample: dict[str, Any]) -> None:
    sample["line_items"][0]["tax_lines"] = [{"title": "VAT", "price": "37.21", "rate": Decimal("0.23")}]
    line = shopify.parse(sample).lines[0]
    assert (line.tax_total, line.tax_rate) == (Decimal("37.21"), Decimal(23))


@pytest.mark.django_db
def test_the_stored_order_has_its_parcel_and_contents(sample: dict[str, Any]) -> None:
    order, _outcome = save_order(shopify.parse(sample))
    assert order.slug == "1001"
    parcel = order.shipments.get()
    assert (parcel.source_status, parcel.status) == ("failure", Shipment.Status.UNKNOWN)
    assert [(item.order_line.sku, item.quantity) for item in parcel.lines.all()] == [("IPOD2008GREEN", 1)]
