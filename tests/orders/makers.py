"""Orders as a shop would send them; say only what the test is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from orders.actions import save_order
from orders.ingest.canonical import Address, CanonicalOrder, Line, Parcel, Payment, TaxLine
from orders.models import Order

PLACED = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)

MUG = Line(
    external_id="mug",
    name="Kubek ceramiczny",
    sku="MUG-01",
    quantity=2,
    unit_price=Decimal("49.00"),
    total=Decimal("98.00"),
    tax_rate=Decimal("23"),
)
TEA = Line(external_id="tea", name="Herbata", quantity=1, unit_price=Decimal("31.00"), total=Decimal("31.00"))

CANONICAL = CanonicalOrder(
    source="test",
    external_id="1",
    number="1001",
    status="processing",
    source_status="processing",
    email="anna@example.com",
    language="pl",
    currency="PLN",
    subtotal=Decimal("129.00"),
    discount_total=Decimal("0.00"),
    shipping_total=Decimal("12.99"),
    tax_total=Decimal("26.55"),
    total=Decimal("141.99"),
    placed_at=PLACED,
    external_updated_at=PLACED,
    payment=Payment(status="paid", method="BLIK", paid_at=PLACED),
    billing_address=Address(name="Anna Nowak", street="ul. Łąkowa 5", postcode="31-443", city="Kraków", country="PL"),
    shipping_address=Address(name="Anna Nowak", street="ul. Łąkowa 5", postcode="31-443", city="Kraków", country="PL"),
    tax_lines=(TaxLine(title="VAT", rate=Decimal(23), net=Decimal("115.44"), amount=Decimal("26.55")),),
    lines=(MUG, TEA),
)
PARCEL = Parcel(external_id="p1", carrier="inpost", tracking_number="620000000000000000000001")


def later(said: CanonicalOrder, minutes: int = 1, **changes: Any) -> CanonicalOrder:
    return replace(said, external_updated_at=said.external_updated_at + timedelta(minutes=minutes), **changes)


def make_order(customer: Any = None, number: int = 1001, **changes: Any) -> Order:
    said = replace(CANONICAL, external_id=str(number), number=str(number), **changes)
    order, _outcome = save_order(said)
    if customer:
        order.customer = customer
        order.save(update_fields=["customer"])
    return order
