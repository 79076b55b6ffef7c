"""What has no field of its own in a shop: refunds, fees, pick-up points, tax numbers, the buyer's currency."""

import json
from decimal import Decimal
from typing import Any

import pytest

from orders.ingest import shopify, woocommerce
from orders.ingest.canonical import CanonicalOrder, Fee
from orders.ingest.reading import read_json
from tests.orders.deliveries import DATA


def read_woo(**changes: Any) -> CanonicalOrder:
    sample = json.loads((DATA / "woocommerce_order.json").read_bytes())
    return woocommerce.parse(read_json(json.dumps(sample | changes).encode()))


def read_shopify(**changes: Any) -> CanonicalOrder:
    sample = json.loads((DATA / "shopify_order.json").read_bytes())
    return shopify.parse(read_json(json.dumps(sample.get("order", sample) | changes).encode()))


@pytest.mark.parametrize("key", ["_billing_nip", "billing_nip", "_vat_number", "NIP", "_billing_eu_vat_number"])
def test_a_tax_number_is_found_wherever_a_plugin_puts_it(key: str) -> None:
    order = read_woo(meta_data=[{"key": key, "value": "5265877635"}])
    assert order.buyer_vat_number == order.billing_address.vat_number == "5265877635"


def test_a_locker_is_found_on_the_order_or_on_its_delivery() -> None:
    on_order = read_woo(meta_data=[{"key": "_parcel_machine_id", "value": "KRA010"}, {"key": "x", "value": [1]}])
    assert on_order.pickup_point == {"id": "KRA010"}
    meta = [{"key": "packetery_point_id", "value": 123}, {"key": "packetery_point_city", "value": "Brno"}]
    delivery = {"method_title": "Zásilkovna", "meta_data": meta}
    assert read_woo(shipping_lines=[delivery]).pickup_point == {"id": "123", "city": "Brno"}
    assert read_woo().pickup_point == {}


def test_fees_and_taxes_stand_as_the_shop_said() -> None:
    fee = {"name": "Cash &amp; delivery", "total": "5.00", "total_tax": "1.15"}
    order = read_woo(fee_lines=[fee], shipping_tax="2.300", discount_tax="0.1")
    assert order.fees == (Fee("Cash & delivery", Decimal("5.00"), Decimal("1.15")),)
    assert (str(order.shipping_tax_total), order.discount_tax_total) == ("2.300", Decimal("0.1"))


def test_refunds_left_out_say_nothing() -> None:
    assert read_woo(refunds=None).refunds is None
    assert read_woo(refunds=[]).refunds == ()
    assert read_shopify(refunds=None, fulfillments=None).refunds is None


def test_an_order_in_the_bin_is_deleted_and_says_nothing_of_its_progress() -> None:
    order = read_woo(status="trash")
    assert (order.is_deleted, order.status, order.source_status) == (True, "", "trash")


def test_a_buyer_who_paid_in_her_own_currency_is_told_hers() -> None:
    money = {"shop_money": {"amount": "10.00"}, "presentment_money": {"amount": "43.10"}}
    order = read_shopify(presentment_currency="PLN", total_price_set=money)
    assert (order.currency, order.presentment_currency, order.presentment_total) == ("USD", "PLN", Decimal("43.10"))
    same = read_shopify(presentment_currency="USD", total_price_set=money)
    assert (same.presentment_currency, same.presentment_total) == ("", None)


def test_shopifys_notes_may_name_a_locker_and_a_tax_number() -> None:
    notes = [{"name": "Paczkomat", "value": "KRA010"}, {"name": "VAT number", "value": "DE136695976"}]
    order = read_shopify(note_attributes=notes)
    assert (order.pickup_point, order.buyer_vat_number) == ({"id": "KRA010"}, "DE136695976")


def test_cash_is_rounded_and_the_shop_says_by_how_much() -> None:
    rounding = {"shop_money": {"amount": "-0.02"}}
    assert read_shopify(total_cash_rounding_payment_adjustment_set=rounding).rounding_total == Decimal("-0.02")
