"""Believable orders in every state. Everything goes through orders.actions, as a shop's own orders do."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from orders.actions import issue_invoice, link_orders, save_order
from orders.documents.terms import Terms
from orders.ingest.canonical import Address, CanonicalOrder, Line, Parcel, Payment, TaxLine
from orders.models import Order
from portal.demo.goods import GOODS, price
from portal.demo.parcels import LOCKER_POINT, journey, travel
from portal.demo.passports import ENGRAVED, told_about

SOURCE = "demo"
CENT = Decimal("0.01")
VAT = Decimal(23)
# A Polish seller says the VAT of an invoice in euro in złoty too.
IN_EURO: dict[str, Any] = {"exchange_rate": Decimal("4.2530"), "exchange_table": "215/A/NBP/2026"}


class Customer(NamedTuple):
    email: str
    language: str
    address: Address


ANNA = Customer(
    "anna@example.com",
    "pl",
    Address(
        name="Anna Nowak",
        street="ul. Łąkowa 5/7",
        postcode="31-443",
        city="Kraków",
        country="PL",
        phone="+48 600 100 200",
    ),
)
BEN = Customer(
    "ben@example.com",
    "en",
    Address(name="Ben Kowal", street="Lindenstraße 14", postcode="10969", city="Berlin", country="DE"),
)
TEAHOUSE = Customer(
    "ben@example.com",
    "en",
    Address(
        name="Ben Kowal",
        company="Teehaus Spree GmbH",
        vat_number="DE136695976",
        street="Lindenstraße 14",
        postcode="10969",
        city="Berlin",
        country="DE",
    ),
)
IRINA = Customer(
    "irina@example.com",
    "ru",
    Address(name="Ирина Соколова", street="ul. Piękna 3", postcode="00-539", city="Warszawa", country="PL"),
)


class Story(NamedTuple):
    """One order: how many days ago it was placed, what is in it, and what became of it."""

    number: int
    customer: Customer
    days: float
    goods: dict[str, int]
    status: str = "shipped"
    # Carrier and the status each parcel has reached, the last news so many hours ago.
    parcels: tuple[tuple[str, str, float], ...] = ()
    currency: str = "PLN"
    method: str = "BLIK"
    # What accounting says with the number; None: it issues no invoice.
    terms: Terms | None = Terms()
    # What the buyer is before consumer law, of Order.Protection.
    buyer: str = "consumer"


STORIES = (
    Story(2041, ANNA, 0.1, {"HIB-10": 2, "HON-05": 1}, "pending", method="Przelew bankowy"),
    Story(2040, ANNA, 0.6, {"GLS-06": 1, "STR-04": 1}, "processing"),
    Story(2037, ANNA, 1.5, {"TOW-02": 2}, "processing", (("inpost", "announced", 3),)),
    Story(2033, ANNA, 2.4, {"POT-07": 1, "SEN-10": 2, "TIN-03": 1}, "shipped", (("inpost", "ready_for_pickup", 2),)),
    Story(2030, ANNA, 2.6, {"CAN-01": 1}, "shipped", (("dpd", "out_for_delivery", 3),)),
    Story(
        2024, ANNA, 4.2, {"SAM-01": 1, "EAR-10": 3}, "shipped", (("dpd", "delivered", 20), ("dpd", "in_transit", 9))
    ),
    Story(2019, ANNA, 6.5, {"MUG-01": 4}, "shipped", (("dpd", "attempt_failed", 16),)),
    Story(
        2011,
        ANNA,
        9,
        {"KET-02": 1, "MUG-01": 2, "EAR-10": 1, ENGRAVED: 1},
        "completed",
        (("inpost", "delivered", 120),),
    ),
    Story(2006, ANNA, 13, {"TIN-03": 3}, "shipped", (("inpost", "delayed", 200),)),
    Story(1998, ANNA, 21, {"GIF-00": 1}, "completed"),
    Story(1987, ANNA, 34, {"GLS-06": 1}, "cancelled", (("dpd", "cancelled", 800),)),
    Story(1975, ANNA, 47, {"HON-05": 2, "STR-04": 1}, "refunded", (("inpost", "returned", 860),)),
    Story(1966, ANNA, 55, {"ANT-60": 1}, "completed", (("dpd", "delivered", 1200),), terms=Terms("margin")),
    Story(1958, ANNA, 62, {"LES-01": 1}, "completed", terms=Terms("exempt", "art. 43 ust. 1 pkt 29 ustawy o VAT")),
    Story(1912, ANNA, 140, {"POT-07": 1}, "completed", (("dpd", "delivered", 3200),)),
    Story(1640, ANNA, 400, {"SEN-10": 2, "MUG-01": 1}, "completed", (("inpost", "delivered", 9500),)),
    # Two years are nearly over: a month before the liability ends its owner is told (returns.passport).
    Story(1204, ANNA, 704, {"SAM-01": 1}, "completed", (("dpd", "delivered", 702 * 24),)),
    Story(2039, BEN, 1, {"KET-02": 1}, "shipped", (("dpd", "accepted", 4),), "EUR", "Visa"),
    Story(
        2031,
        TEAHOUSE,
        2.5,
        {"MUG-01": 30, "EAR-10": 20},
        "shipped",
        (("dpd", "in_transit", 8),),
        "EUR",
        "Überweisung",
        Terms("intra_community"),
        "business",
    ),
    Story(2008, BEN, 11, {"MUG-01": 2, "TOW-02": 2}, "completed", (("dpd", "delivered", 180),), "EUR", "Visa"),
    Story(2014, BEN, 8, {"GLS-06": 1, "STR-04": 2}, "completed", (("dpd", "delivered", 130),), "EUR", "Visa"),
    Story(1990, BEN, 30, {"CAN-01": 1}, "shipped", (("dpd", "expired", 100),), "EUR", "Visa"),
    Story(2035, IRINA, 2, {"SAM-01": 1}, "shipped", (("dpd", "exception", 6),)),
    Story(2027, IRINA, 4, {"EAR-10": 2, "HON-05": 1}, "shipped", (("inpost", "pickup_reminder", 5),)),
    Story(2022, IRINA, 5, {"SEN-10": 1}, "shipped", (("inpost", "returning", 10),)),
    Story(2021, IRINA, 5.5, {"STR-04": 2}, "processing", (("dpd", "unknown", 1),)),
    Story(2012, IRINA, 10, {"CAN-01": 1}, "completed", (("dpd", "delivered", 190),)),
    Story(2009, IRINA, 12, {"GLS-06": 1, "HIB-10": 2}, "completed", (("inpost", "delivered", 230),)),
    Story(1969, IRINA, 50, {"POT-07": 1, "TIN-03": 2}, "completed", (("inpost", "delivered", 1100),)),
)


def make_orders(now: datetime) -> None:
    """Orders that are not there yet, their parcels and invoices; a second run adds nothing."""
    known = set(Order.objects.filter(source=SOURCE).values_list("external_id", flat=True))
    fresh = [story for story in reversed(STORIES) if str(story.number) not in known]
    for story in fresh:
        tell(story, now)
    for user in get_user_model().objects.filter(email__in=[ANNA.email, BEN.email, IRINA.email]):
        link_orders(user, user.email)


@transaction.atomic
def tell(story: Story, now: datetime) -> None:
    order, _outcome = save_order(canonical(story, now))
    shipments = {shipment.external_id: shipment for shipment in order.shipments.all()}
    for index, (carrier, final, hours) in enumerate(story.parcels):
        travel(shipments[parcel_id(story, index)], carrier, final, now - timedelta(hours=hours))
    if story.status not in ("pending", "cancelled") and story.terms:
        issued = timezone.localdate(order.placed_at)
        terms = story.terms if story.currency == "PLN" else replace(story.terms, delivered_date=issued, **IN_EURO)
        issue_invoice(order, f"FV/{issued:%Y/%m}/{story.number}", issued, story.customer.language, terms=terms)


def canonical(story: Story, now: datetime) -> CanonicalOrder:
    placed_at = now - timedelta(days=story.days)
    lines = tuple(_line(story, sku, quantity) for sku, quantity in story.goods.items())
    goods = sum((line.total or Decimal(0) for line in lines), Decimal(0))
    shipping = Decimal("0.00") if goods > 200 or "GIF-00" in story.goods else Decimal("12.99")
    rate = rate_of(story)
    shipping_tax = tax_in(shipping, rate)
    tax = sum((line.tax_total or Decimal(0) for line in lines), shipping_tax)
    paid = story.status not in ("pending", "cancelled")
    return CanonicalOrder(
        source=SOURCE,
        external_id=str(story.number),
        number=str(story.number),
        currency=story.currency,
        status=story.status,
        source_status=story.status,
        email=story.customer.email,
        language=story.customer.language,
        subtotal=goods,
        discount_total=Decimal("0.00"),
        shipping_total=shipping,
        tax_total=tax,
        shipping_tax_total=shipping_tax,
        total=goods + shipping,
        shipping_method=_method(story),
        placed_at=placed_at,
        external_updated_at=now,
        cancelled_at=placed_at + timedelta(hours=9) if story.status == "cancelled" else None,
        payment=Payment(
            status="refunded" if story.status == "refunded" else "paid" if paid else "unpaid",
            method=story.method,
            paid_at=placed_at + timedelta(minutes=3) if paid else None,
        ),
        billing_address=story.customer.address,
        shipping_address=story.customer.address,
        tax_lines=(TaxLine(title="VAT", amount=tax, rate=rate, net=goods + shipping - tax),),
        buyer_protection=story.buyer,
        lines=lines,
        parcels=tuple(_parcel(story, index, now) for index in range(len(story.parcels))),
    )


def rate_of(story: Story) -> Decimal:
    return Decimal(0) if story.terms and story.terms.treatment else VAT


def tax_in(gross: Decimal, rate: Decimal) -> Decimal:
    return (gross * rate / (100 + rate)).quantize(CENT)


def _method(story: Story) -> str:
    carriers = {carrier for carrier, _status, _hours in story.parcels}
    return "E-mail" if "GIF-00" in story.goods else "InPost Paczkomat" if "inpost" in carriers else "DPD"


def _line(story: Story, sku: str, quantity: int) -> Line:
    unit = price(GOODS[sku], story.currency)
    rate = rate_of(story)
    return Line(
        external_id=sku,
        name=GOODS[sku].name(story.customer.language),
        sku=sku,
        quantity=quantity,
        unit_price=unit,
        subtotal=unit * quantity,
        total=unit * quantity,
        tax_total=tax_in(unit * quantity, rate),
        tax_rate=rate,
        **told_about(sku, quantity, story.number, story.customer.language),
    )


def parcel_id(story: Story, index: int) -> str:
    return f"{story.number}-{index + 1}"


def _parcel(story: Story, index: int, now: datetime) -> Parcel:
    carrier, final, hours = story.parcels[index]
    stops = journey(carrier, final)
    moved = final not in ("unknown", "announced", "cancelled")
    shipped_at = now - timedelta(hours=hours + stops[-1].hours - stops[1].hours) if moved else None
    skus = list(story.goods.items())
    share = skus[index : index + 1] if len(story.parcels) > 1 else skus
    number = (
        f"6{story.number}0{index}48190023117{story.number}"
        if carrier == "inpost"
        else f"100{story.number}{index}52174U"
    )
    return Parcel(
        external_id=parcel_id(story, index),
        carrier=carrier,
        tracking_number=number,
        shipped_at=shipped_at,
        estimated_date=timezone.localdate(now + timedelta(days=1)) if final in ("accepted", "in_transit") else None,
        lines=tuple(share),
        pickup_point=LOCKER_POINT if carrier == "inpost" else {},
    )
