from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.models import Order, OrderLine, Shipment
from portal.accounts.models import User
from portal.dashboard.models import ShopSettings
from returns.models import Case, ReturnSettings

SignIn = Callable[[User], Client]


def make_order(user: User, number: str, *, days_ago: int = 0, **fields: Any) -> Order:
    placed = timezone.now() - timedelta(days=days_ago)
    order = Order.objects.create(
        source="test",
        external_id=number,
        number=number,
        slug=number.lower(),
        customer=user,
        currency="PLN",
        total="99.00",
        placed_at=placed,
        external_updated_at=placed,
        content_hash=number,
        **fields,
    )
    OrderLine.objects.create(order=order, external_id="1", name=f"Mug {number}", quantity=1)
    Shipment.objects.create(order=order, external_id=number, status=Shipment.Status.IN_TRANSIT)
    return order


def make_case(user: User, reference: str, subject: str) -> Case:
    now = timezone.now()
    case = Case.objects.create(
        kind=Case.Kind.QUESTION,
        reference=reference,
        customer=user,
        email=user.email,
        language="en",
        subject=subject,
        opened_at=now,
        unanswered_since=now,
        due_at=now + timedelta(days=1),
        submission_key=uuid4(),
    )
    case.deadlines.create(name="answer", who="us", since=now, due_at=case.due_at, rule="answer_in_working_days")
    return case


def queries_of(client: Client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/").status_code == 200
    return len(seen)


def test_a_visitor_finds_search_first_and_a_way_to_sign_in(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert page.index("<h1") < page.index('type="search"') < page.index('id="sign-in"')
    assert 'href="/account/login/"' in page


def test_a_visitor_reads_how_soon_we_answer(client: Client, db: None) -> None:
    terms = ReturnSettings.load()
    terms.answer_days = 3
    terms.save()
    assert "within 3 working days" in client.get("/").content.decode()


def test_anna_sees_her_latest_order_and_what_happens_next(anna: User, as_user: SignIn) -> None:
    make_order(anna, "A-1", days_ago=9)
    make_order(anna, "A-2", status=Order.Status.PROCESSING)
    page = as_user(anna).get("/").content.decode()
    assert "Hello, Anna" in page
    assert "Mug A-2" in page
    assert "Mug A-1" not in page
    assert "Next:" in page


def test_anna_sees_her_open_cases_with_the_promised_day(anna: User, as_user: SignIn) -> None:
    make_case(anna, "Q-1", "Which tea is mild?")
    page = as_user(anna).get("/").content.decode()
    assert "Which tea is mild?" in page
    assert "You hear from us by tomorrow" in page


def test_anna_reads_that_we_are_late_and_no_day_that_has_passed(anna: User, as_user: SignIn) -> None:
    case = make_case(anna, "Q-1", "Which tea is mild?")
    missed = timezone.now() - timedelta(days=4)
    case.deadlines.update(due_at=missed, breached_at=missed)
    page = as_user(anna).get("/").content.decode()
    assert "We are late, and sorry" in page
    assert "You hear from us by" not in page


def test_ben_sees_nothing_of_annas(anna: User, ben: User, as_user: SignIn) -> None:
    make_order(anna, "A-1")
    make_case(anna, "Q-1", "Which tea is mild?")
    page = as_user(ben).get("/").content.decode()
    assert "Mug A-1" not in page
    assert "Which tea is mild?" not in page
    assert "No orders here yet" in page


def test_more_orders_and_cases_need_no_more_queries(anna: User, as_user: SignIn) -> None:
    client = as_user(anna)
    make_order(anna, "A-0")
    make_case(anna, "Q-0", "One")
    few = queries_of(client)
    for number in range(1, 8):
        make_order(anna, f"A-{number}")
        make_case(anna, f"Q-{number}", "More")
    assert queries_of(client) == few


def test_a_visitors_home_needs_few_queries(client: Client, db: None) -> None:
    assert queries_of(client) <= 12


@pytest.mark.parametrize("name", ["Samovar & Leaf", "Kawa <b>"])
def test_the_shops_name_is_on_every_page(client: Client, db: None, name: str) -> None:
    shop = ShopSettings.load()
    shop.name = name
    shop.save()
    page = client.get("/account/login/").content.decode()
    assert name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page
    assert name not in page
