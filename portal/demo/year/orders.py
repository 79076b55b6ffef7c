"""A year's orders, written straight as rows: figures count them, nobody gets a mail about them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value

from orders.models import Order, OrderLine
from portal.accounts.models import User
from portal.demo.goods import GOODS, Goods
from portal.demo.year.pace import moments
from portal.demo.year.people import Person

SOURCE = "demo-year"
A_DAY = 7.5
SKUS = [sku for sku in GOODS if sku not in ("GIF-00", "LES-01", "ANT-60", "ENG-01")]
VAT = Decimal(23)
CENT = Decimal("0.01")
SHIPPING = Decimal("12.99")


def make_orders(
    people: Sequence[Person], accounts: dict[str, User], today: date, zone: tzinfo, dice: Random, days: int = 365
) -> list[Order]:
    """The oldest first; delivered but for the last few days."""
    found, lines = [], []
    for number, at in enumerate(moments(today, days, A_DAY, dice, zone)):
        person = dice.choice(people)
        goods = dice.sample(SKUS, dice.choice((1, 1, 2)))
        order = an_order(number, at, person, accounts.get(person.email), [GOODS[sku] for sku in goods], today)
        found.append(order)
        lines += [a_line(order, place, GOODS[sku], person.language) for place, sku in enumerate(goods)]
    Order.objects.bulk_create(found, batch_size=200)
    OrderLine.objects.bulk_create(lines, batch_size=500)
    # What changed in the last days is told by mail, and these people are not told.
    before = ExpressionWrapper(
        F("placed_at") - Value(timedelta(days=7), output_field=DurationField()), output_field=DateTimeField()
    )
    Order.objects.filter(source=SOURCE).update(updated_at=before, created_at=F("placed_at"))
    return found


def an_order(
    number: int, at: datetime, person: Person, user: User | None, goods: Sequence[Goods], today: date
) -> Order:
    name = f"{at:%y}-{10_000 + number}"
    subtotal = sum((Decimal(each.price) for each in goods), Decimal(0))
    delivered = at + timedelta(days=2, hours=5)
    status = Order.Status.COMPLETED if delivered.date() < today else Order.Status.SHIPPED
    address = {"name": person.name, "street": "ul. Lipowa 8", "postcode": "30-702", "city": "Kraków", "country": "PL"}
    total = subtotal + SHIPPING
    return Order(
        source=SOURCE,
        external_id=name,
        number=name,
        slug=uuid5(NAMESPACE_URL, f"demo-year/{name}").hex,
        customer=user,
        email=person.email,
        language=person.language,
        status=status,
        shop_status=status,
        source_status=status,
        payment_status=Order.PaymentStatus.PAID,
        payment_method="BLIK",
        currency="PLN",
        subtotal=subtotal,
        shipping_total=SHIPPING,
        tax_total=(total * VAT / (100 + VAT)).quantize(CENT),
        total=total,
        shipping_method="DPD",
        billing_address=address,
        shipping_address=address,
        placed_at=at,
        paid_at=at,
        delivered_at=delivered if status == Order.Status.COMPLETED else None,
        external_updated_at=at,
        content_hash=name,
    )


def a_line(order: Order, place: int, goods: Goods, language: str) -> OrderLine:
    price = Decimal(goods.price)
    return OrderLine(
        order=order,
        external_id=goods.sku,
        position=place,
        name=goods.name(language),
        sku=goods.sku,
        quantity=1,
        unit_price=price,
        subtotal=price,
        total=price,
        tax_total=(price * VAT / (100 + VAT)).quantize(CENT),
        tax_rate=VAT,
    )
