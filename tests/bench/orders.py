"""A customer's list of orders and one order, beside Django saying hello; with 10, 200 and 50,000 orders of her own."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import islice

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.listing import Wanted, order_page
from orders.models import Order, OrderLine, OrderText, Shipment, TrackingEvent
from orders.words import order_text
from portal.accounts.models import User
from tests.bench.pages import Figure, compared, prepare, site
from tests.bench.rows import Row, milliseconds, of_cpu, p50, row
from tests.bench.servers import granian

SIZES = (10, 200, 50_000)
# Everybody else's orders: an index of one customer must not be an index of the whole shop.
OTHERS, AT_ONCE, TIMES = 50_000, 2000, 15
PRODUCTS = ("Kubek ceramiczny", "Herbata zielona", "Łyżka drewniana", "Talerz płaski", "Miska", "Widelec stalowy")
# django-oscar's list and detail in the same ratio to hello: 0.0135 and 0.025 (measured on one machine).
LIST_TARGET, DETAIL_TARGET = 15 * 0.0135, 8 * 0.025
QUESTIONS = {
    "open ones": "show=open",
    "a year": "year=2026",
    "a product": "q=kubek",
    "three words": "q=kubek+herbata+anna",
    "a word of no order": "q=samowar",
}


def customer(count: int) -> User:
    user = User.objects.create_user(f"c{count}@example.com", language="en")
    make_orders(user, count, f"C{count}-")
    return user


def make_orders(user: User | None, count: int, prefix: str) -> None:
    chance, now = random.Random(count), timezone.now()  # noqa: S311 - the same orders every time
    numbers = iter(range(count))
    while batch := list(islice(numbers, AT_ONCE)):
        with transaction.atomic():
            orders = Order.objects.bulk_create(_orders(batch, user, prefix, now))
            lines = [
                OrderLine(order=order, external_id=str(at), position=at, name=chance.choice(PRODUCTS), quantity=1,
                          unit_price=50, total=50)
                for order in orders
                for at in range(2)
            ]  # fmt: skip
            OrderLine.objects.bulk_create(lines)
            OrderText.objects.bulk_create(
                OrderText(order=order, text=order_text(order.number, (first.name, second.name), [{"name": "Anna"}]))
                for order, first, second in zip(orders, lines[::2], lines[1::2], strict=True)
            )


def _orders(batch: list[int], user: User | None, prefix: str, now: datetime) -> Iterator[Order]:
    for at in batch:
        yield Order(
            source="bench", external_id=f"{prefix}{at}", number=f"{prefix}{at}", slug=f"{prefix}{at}".lower(),
            customer=user, status="processing" if at % 997 == 0 else "delivered", currency="PLN", total=100,
            placed_at=now - timedelta(hours=at // 2), external_updated_at=now, content_hash="",
            payload={"as": "a shop's order " * 200}, shipping_address={"name": "Anna", "country": "PL"},
        )  # fmt: skip


def detailed(user: User) -> str:
    """The address of an order with two parcels and their news."""
    order = Order.objects.filter(customer=user).order_by("-placed_at", "-id")[1]
    for at in range(2):
        parcel = Shipment.objects.create(order=order, external_id=str(at), carrier="inpost", tracking_number=f"62{at}")
        TrackingEvent.objects.bulk_create(
            TrackingEvent(shipment=parcel, occurred_at=timezone.now() - timedelta(hours=hour), status="in_transit",
                          text="W drodze", dedupe_key=f"{at}-{hour}")
            for hour in range(5)
        )  # fmt: skip
    return reverse("orders:detail", args=[order.slug])


def signed_in(user: User) -> str:
    """The cookie of a browser in which she is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"session={session.session_key}"


def queries(user: User, path: str) -> int:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    client.get(path, secure=True)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path, secure=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(asked)


def questions(user: User, few: User) -> list[Row]:
    """What the database and Python do for one page, without the template."""
    rows = []
    for name, text in {"the first page": "", **QUESTIONS}.items():
        wanted = Wanted.read(QueryDict(text))
        small, large = (milliseconds(lambda who: order_page(who, wanted), [who] * TIMES) for who in (few, user))  # noqa: B023
        base = of_cpu(f"{name}, of 200", small, p50)
        limit = None if text.startswith("q=samowar") else 1.5
        rows += [base, of_cpu(f"{name}, of 50,000", large, p50, against=base, at_most=limit)]
    return rows


def measure() -> list[Row]:
    prepare()
    people = {count: customer(count) for count in SIZES}
    make_orders(None, OTHERS, "X")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    listing, detail = reverse("orders:list"), detailed(people[200])
    rows = [
        row("queries of the list", queries(people[50_000], listing), "", at_most=4),
        row("queries of an order", queries(people[200], detail), "", at_most=12),
        *questions(people[50_000], people[200]),
    ]
    with ExitStack() as open_until_the_end:
        stay = open_until_the_end.enter_context
        hello = Figure(
            stay(granian("tests.bench.reference:application", "/hello/", SITE_URL="http://localhost", DEMO="1")),
            "/hello/",
        )
        rows.append(row("Django hello", hello.rate, "/s", note=f"{hello.cost:.3f} ms CPU"))
        ours = stay(site("/healthz", PAGE_STORE="off"))
        found = {count: Figure(ours, listing, Cookie=signed_in(user)) for count, user in people.items()}
        for count, figure in found.items():
            rows += compared(f"list of {count:,}", figure, {"Django hello": hello}, {"Django hello": LIST_TARGET})
        costs = [Row(f"list of {count:,}, CPU", figure.cost, "ms") for count, figure in found.items()]
        rows.append(row("list of 50,000, CPU", costs[2].value or 0, "ms", against=costs[1], at_most=1.5))
        page = Figure(ours, detail, Cookie=signed_in(people[200]))
        rows += compared("an order", page, {"Django hello": hello}, {"Django hello": DETAIL_TARGET})
    return rows
