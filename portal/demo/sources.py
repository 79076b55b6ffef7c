"""The same customer's orders from other shops: each comes in as that shop would send it, by its own door."""

import csv
import json
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from orders.actions import link_orders, save_order
from orders.hooks.actions import apply, receive
from orders.ingest import baselinker
from orders.ingest.reading import read_json
from orders.models import Envelope, Order
from portal.accounts.models import User
from portal.demo.goods import GOODS
from portal.demo.orders import ANNA

STREET, POSTCODE, CITY = ANNA.address.street, ANNA.address.postcode, ANNA.address.city


def make_other_orders(now: datetime) -> None:
    """A second run is recognised by each door and changes nothing."""
    if Order.objects.filter(source="woocommerce").exists():
        return
    deliver("woocommerce", woocommerce(now), now, {"x-wc-webhook-topic": "order.updated"})
    deliver("shopify", shopify(now), now, {"x-shopify-topic": "orders/updated", "x-shopify-webhook-id": "demo-1"})
    deliver("generic", generic(now), now, {"webhook-id": "demo-2"})
    # A carrier speaks of a parcel that no shop has named: it waits, and the operator sees why.
    deliver("easypost", early_news(now), now, {})
    deliver("woocommerce", {"id": 9, "status": "processing"}, now, {"x-wc-webhook-topic": "order.updated"})
    told = read_json(json.dumps(from_baselinker(now)).encode())
    save_order(baselinker.parse(told, statuses={"41": "Wysłane"}))
    import_table(now)
    link_orders(User.objects.get(email=ANNA.email), ANNA.email)


def deliver(source: str, document: Mapping[str, Any], now: datetime, headers: Mapping[str, str]) -> None:
    envelope, is_new = receive(source, json.dumps(document).encode(), headers, now)
    if is_new:
        apply(Envelope.objects.get(pk=envelope.pk), now)


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def woocommerce(now: datetime) -> dict[str, Any]:
    """Sent in part and paid back in part: two mugs came broken."""
    placed = now - timedelta(days=16)
    address = {"first_name": "Anna", "last_name": "Nowak", "address_1": STREET, "postcode": POSTCODE, "city": CITY}
    address |= {"country": "PL", "email": ANNA.email, "phone": ANNA.address.phone}
    mug = {"net": "159.35", "tax": "36.65"}
    return {
        "id": 5512,
        "number": "W-5512",
        "status": "completed",
        "currency": "PLN",
        "date_created_gmt": iso(placed),
        "date_modified_gmt": iso(placed + timedelta(days=4)),
        "date_paid_gmt": iso(placed + timedelta(minutes=2)),
        "prices_include_tax": True,
        "discount_total": "0.00",
        "discount_tax": "0.00",
        "shipping_total": "10.56",
        "shipping_tax": "2.43",
        "total": "208.99",
        "total_tax": "39.08",
        "billing": address,
        "shipping": address,
        "payment_method_title": "BLIK",
        "meta_data": [{"key": "wpml_language", "value": "pl"}, {"key": "paczkomat_id", "value": "KRA01M"}],
        "line_items": [
            {
                "id": 81,
                "name": GOODS["MUG-01"].pl,
                "sku": "MUG-01",
                "quantity": 4,
                "price": 39.8375,
                "subtotal": mug["net"],
                "subtotal_tax": mug["tax"],
                "total": mug["net"],
                "total_tax": mug["tax"],
                "taxes": [{"id": 1, "total": mug["tax"]}],
            }
        ],
        "tax_lines": [
            {"id": 1, "label": "VAT", "rate_percent": 23, "tax_total": mug["tax"], "shipping_tax_total": "2.43"}
        ],
        "shipping_lines": [{"id": 5, "method_title": "InPost Paczkomat", "total": "10.56", "total_tax": "2.43"}],
        "refunds": [{"id": 7, "reason": "Dwa kubki stłuczone w transporcie", "total": "-98.00"}],
    }


def shopify(now: datetime) -> dict[str, Any]:
    """An order that was changed after it was placed, in two parcels."""
    placed = now - timedelta(days=6)
    address = {"name": ANNA.address.name, "address1": STREET, "zip": POSTCODE, "city": CITY, "country_code": "PL"}

    lines = [shopify_line(1, "POT-07", 1), shopify_line(2, "TIN-03", 2)]
    total, tax = Decimal("268.80"), Decimal("50.26")
    return {
        "id": 6128,
        "name": "#S-1042",
        "currency": "PLN",
        "taxes_included": True,
        "created_at": f"{iso(placed)}Z",
        "updated_at": f"{iso(now - timedelta(hours=5))}Z",
        "email": ANNA.email,
        "customer_locale": "pl",
        "financial_status": "paid",
        "fulfillment_status": "fulfilled",
        "subtotal_price": str(total),
        "total_discounts": "0.00",
        "total_price": str(total),
        "total_tax": str(tax),
        "payment_gateway_names": ["przelewy24"],
        "shipping_lines": [{"title": "DPD", "price": "0.00", "tax_lines": []}],
        "tax_lines": [{"title": "VAT", "rate": 0.23, "price": str(tax)}],
        "billing_address": address,
        "shipping_address": address,
        "line_items": lines,
        "fulfillments": [
            shopify_parcel(1, lines[:1], "1000612800151W", "delivered", now - timedelta(hours=30)),
            shopify_parcel(2, lines[1:], "1000612800268W", "out_for_delivery", now - timedelta(hours=5)),
        ],
        "refunds": [],
    }


def shopify_line(number: int, sku: str, quantity: int) -> dict[str, Any]:
    goods = GOODS[sku]
    total = Decimal(goods.price) * quantity
    tax = (total * 23 / 123).quantize(Decimal("0.01"))
    taxes = [{"title": "VAT", "rate": 0.23, "price": str(tax)}]
    return {
        "id": number,
        "title": goods.pl,
        "sku": sku,
        "quantity": quantity,
        "price": goods.price,
        "total_discount": "0.00",
        "tax_lines": taxes,
    }


def shopify_parcel(number: int, lines: list[dict[str, Any]], code: str, heard: str, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "status": "success",
        "shipment_status": heard,
        "created_at": f"{iso(at - timedelta(days=2))}Z",
        "updated_at": f"{iso(at)}Z",
        "tracking_company": "DPD",
        "tracking_number": code,
        "line_items": lines,
    }


def generic(now: datetime) -> dict[str, Any]:
    """A shop of one's own: signed messages in our JSON."""
    placed = now - timedelta(days=3)
    address = {"name": ANNA.address.name, "street": STREET, "postcode": POSTCODE, "city": CITY, "country": "PL"}
    order = {
        "id": "77",
        "source": "own-shop",
        "number": "E-0077",
        "currency": "PLN",
        "total": "166.00",
        "subtotal": "155.00",
        "shipping_total": "11.00",
        "tax_total": "31.04",
        "shipping_tax_total": "2.06",
        "placed_at": f"{iso(placed)}Z",
        "updated_at": f"{iso(placed + timedelta(hours=1))}Z",
        "status": "processing",
        "email": ANNA.email,
        "language": "pl",
        "payment": {"status": "paid", "method": "Apple Pay", "paid_at": f"{iso(placed)}Z"},
        "billing_address": address,
        "shipping_address": address,
        "shipping_method": "Odbiór w punkcie",
        "pickup_point": {"name": "Żabka Z1042", "street": "ul. Długa 30", "postcode": "31-146", "city": "Kraków"},
        "tax_lines": [{"title": "VAT", "rate": "23", "amount": "31.04"}],
        "lines": [
            {
                "id": "1",
                "sku": "GLS-06",
                "name": GOODS["GLS-06"].pl,
                "quantity": 1,
                "unit_price": "119.00",
                "total": "119.00",
                "tax_total": "22.25",
                "tax_rate": "23",
            },
            {
                "id": "2",
                "sku": "HON-05",
                "name": GOODS["HON-05"].pl,
                "quantity": 1,
                "unit_price": "36.00",
                "total": "36.00",
                "tax_total": "6.73",
                "tax_rate": "23",
            },
        ],
    }
    return {"type": "order.updated", "timestamp": f"{iso(placed + timedelta(hours=1))}Z", "data": order}


def early_news(now: datetime) -> dict[str, Any]:
    details = {"status": "in_transit", "message": "Arrived at sorting centre", "datetime": f"{iso(now)}Z"}
    tracker = {"id": "trk_demo", "tracking_code": "JD0002250012345678", "status": "in_transit", "carrier": "DHL"}
    return {
        "id": "evt_demo",
        "object": "Event",
        "description": "tracker.updated",
        "result": tracker | {"object": "Tracker", "tracking_details": [details], "updated_at": f"{iso(now)}Z"},
    }


def from_baselinker(now: datetime) -> dict[str, Any]:
    placed = int((now - timedelta(days=8)).timestamp())
    return {
        "order_id": 90210,
        "shop_order_id": 0,
        "external_order_id": "ALG-90210",
        "order_status_id": 41,
        "date_add": placed,
        "date_confirmed": placed + 60,
        "date_in_status": placed + 90_000,
        "currency": "PLN",
        "email": ANNA.email,
        "payment_method": "Allegro Pay",
        "payment_done": 127.98,
        "delivery_method": "ORLEN Paczka",
        "delivery_price": 9.99,
        "delivery_package_module": "orlen",
        "delivery_package_nr": "4900017300211",
        "delivery_fullname": ANNA.address.name,
        "delivery_address": STREET,
        "delivery_postcode": POSTCODE,
        "delivery_city": CITY,
        "delivery_country": "Polska",
        "delivery_point_id": "164820",
        "delivery_point_name": "ORLEN, ul. Opolska 61",
        "delivery_point_address": "ul. Opolska 61",
        "delivery_point_postcode": "31-276",
        "delivery_point_city": "Kraków",
        "want_invoice": "0",
        "products": [
            {
                "order_product_id": 1,
                "name": GOODS["SEN-10"].pl,
                "sku": "SEN-10",
                "quantity": 1,
                "price_brutto": 54.5,
                "tax_rate": 23,
            },
            {
                "order_product_id": 2,
                "name": "Czarka do herbaty",
                "sku": "CUP-02",
                "quantity": 1,
                "price_brutto": 63.49,
                "tax_rate": 23,
            },
        ],
    }


def import_table(now: datetime) -> None:
    """What a shop without an interface exports."""
    placed = now - timedelta(days=200)
    row = {
        "order_id": "csv-311",
        "order_number": "311/2026",
        "placed_at": f"{iso(placed)}Z",
        "updated_at": f"{iso(placed + timedelta(days=3))}Z",
        "status": "completed",
        "email": ANNA.email,
        "language": "pl",
        "currency": "PLN",
        "total": "73,80",
        "payment_status": "paid",
        "payment_method": "Gotówka",
        "billing_name": ANNA.address.name,
        "billing_street": STREET,
        "billing_postcode": POSTCODE,
        "billing_city": CITY,
        "billing_country": "PL",
        "shipping_method": "Odbiór osobisty",
    }
    lines = (
        {"line_id": "1", "name": GOODS["STR-04"].pl, "sku": "STR-04", "quantity": "2", "unit_price": "24,90"},
        {"line_id": "2", "name": "Łyżeczka do herbaty", "sku": "SPO-01", "quantity": "1", "unit_price": "24,00"},
    )
    table = StringIO()
    writer = csv.DictWriter(table, [*row, *lines[0]], delimiter=";")
    writer.writeheader()
    writer.writerows({**row, **line} for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        file.write_text(table.getvalue(), "cp1250")
        call_command("import_orders", str(file), source="csv", stdout=StringIO(), stderr=StringIO())
