import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from orders.ingest.baselinker import country_code, parse, status_of
from orders.ingest.reading import BadData, read_json
from tests.orders.shops import BASELINKER_ORDER

STATUSES = {"6624": "Wysłane"}


def order(**fields: Any) -> dict[str, Any]:
    times = {"date_add": 1407841161, "date_confirmed": "1407841256", "date_in_status": 1407845000}
    said: dict[str, Any] = read_json(json.dumps({**BASELINKER_ORDER, **times, **fields}).encode())
    return said


def test_an_order_is_read_as_it_stands() -> None:
    said = parse(order(), statuses=STATUSES)
    assert (said.source, said.external_id, said.number) == ("baselinker", "1630473", "2824")
    assert (said.status, said.source_status) == ("shipped", "Wysłane")
    assert said.placed_at == datetime.fromtimestamp(1407841161, UTC)
    assert said.external_updated_at == datetime.fromtimestamp(1407845000, UTC)
    assert (said.currency, str(said.total), str(said.shipping_total)) == ("PLN", "127.97", "12.99")
    assert (said.payment.status, said.payment.method) == ("paid", "BLIK")
    assert said.buyer_vat_number == "5260250274"
    assert (said.shipping_address.country, said.billing_address.country) == ("PL", "PL")
    assert said.pickup_point == {
        "id": "KRA01M",
        "name": "Paczkomat KRA01M",
        "street": "ul. Długa 1",
        "postcode": "31-147",
        "city": "Kraków",
    }
    assert said.payload["want_invoice"] == "1"


def test_lines_keep_gross_prices_and_say_no_rate_for_what_is_exempt() -> None:
    mug, book = parse(order()).lines
    assert (mug.external_id, mug.quantity, str(mug.unit_price), str(mug.total), mug.tax_rate) == (
        "154904741",
        2,
        "49.99",
        "99.98",
        Decimal(23),
    )
    assert (book.quantity, book.tax_rate, book.unit_price) == (1, None, Decimal(15))


def test_the_one_parcel_knows_its_locker() -> None:
    parcels = parse(order()).parcels
    assert parcels is not None
    (parcel,) = parcels
    assert (parcel.carrier, parcel.tracking_number) == ("inpost", "620000000000000000000001")
    assert parcel.pickup_point == {"name": "Paczkomat KRA01M", "address": "ul. Długa 1, 31-147, Kraków"}
    assert parse(order(delivery_package_nr="")).parcels is None


def test_a_part_of_the_money_is_not_paid_yet() -> None:
    assert parse(order(payment_done="50")).payment.status == "unpaid"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Nowe zamówienia", "processing"),
        ("W realizacji", "processing"),
        ("Do wysłania", "processing"),
        ("Wysłane", "shipped"),
        ("Niewysłane", ""),
        ("Dostarczone", "delivered"),
        ("Anulowane", "cancelled"),
        ("Zrealizowane", "completed"),
        ("Oczekuje na wpłatę", "pending"),
        ("Awaiting payment", "pending"),
        ("Shipped", "shipped"),
        ("Zwroty", ""),
        ("Kasia", ""),
    ],
)
def test_words_of_a_shop_become_a_status_only_without_doubt(word: str, status: str) -> None:
    assert status_of(word) == status


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Polska", "PL"),
        ("Germany", "DE"),
        ("Great Britain", "GB"),
        ("Niemcy", "DE"),
        ("cz", "CZ"),
        ("Mordor", "Mordor"),
    ],
)
def test_countries_are_words(word: str, code: str) -> None:
    assert country_code(word) == code


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"date_add": "yesterday"}, "$.date_add"),
        ({"date_add": 0}, "$.date_add"),
        ({"date_in_status": "9" * 15}, "$.date_in_status"),
        ({"currency": ""}, "$.currency"),
        ({"delivery_price": "free"}, "$.delivery_price"),
        ({"products": [{"product_id": 1, "name": "x", "quantity": 1.5}]}, "$.products[0].quantity"),
        ({"products": "none"}, "$.products"),
        ({"order_id": ""}, "$.order_id"),
    ],
)
def test_what_is_wrong_is_named(fields: dict[str, Any], place: str) -> None:
    with pytest.raises(BadData) as error:
        parse(order(**fields))
    assert error.value.path == place
