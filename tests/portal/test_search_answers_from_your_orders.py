"""A signed-in customer's question about their own parcel, invoice or return is answered above the articles."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.models import SearchQuery
from kb.search import log
from kb.search.answers import alike
from orders.models import Invoice, Order, Shipment
from portal.accounts.models import User
from tests.portal.test_home import make_order

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HEADING = "From your orders"


def page(client: Client, text: str, prefix: str = "") -> str:
    return client.get(f"{prefix}/help/search/", {"q": text}).content.decode()


def delivered(user: User, number: str) -> Order:
    order = make_order(user, number, days_ago=5, status="delivered", delivered_at=timezone.now() - timedelta(days=2))
    order.shipments.update(status=Shipment.Status.DELIVERED, delivered_at=order.delivered_at)
    return order


def make_invoice(order: Order, number: str) -> Invoice:
    return Invoice.objects.create(
        order=order,
        number=number,
        slug=number.lower(),
        language="en",
        issued_date=date(2026, 3, 1),
        currency="PLN",
        total="99.00",
        state="ready",
        rendered_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("prefix", "question"),
    [
        ("", "where is my parcel"),
        ("", "when will my order arrive?"),
        ("/pl", "gdzie jest moja paczka"),
        ("/ru", "где моя посылка"),
        ("", "where is my parsel"),
        ("/pl", "co z moimi paczkami"),
        ("/pl", "pczka"),
        ("/ru", "где мои посылки"),
        ("", "gdzie jest moja paczka"),
    ],
)
def test_where_is_my_parcel(anna: User, as_user: SignIn, prefix: str, question: str) -> None:
    make_order(anna, "OLD-1", days_ago=9, status="shipped")
    make_order(anna, "NEW-2", days_ago=1, status="shipped")
    delivered(anna, "GONE-3")
    shown = page(as_user(anna), question, prefix)
    assert 'href="/orders/new-2/"' in shown.replace(f'"{prefix}/orders', '"/orders')
    assert "old-1" not in shown
    assert "gone-3" not in shown


def test_a_parcel_at_the_door_is_told_before_a_newer_one(anna: User, as_user: SignIn) -> None:
    client = as_user(anna)
    door, under_way, announced = (
        make_order(anna, number, days_ago=days, status="shipped")
        for number, days in (("DOOR-1", 9), ("WAY-2", 5), ("NEW-3", 1))
    )
    announced.shipments.update(status=Shipment.Status.ANNOUNCED)
    assert "/orders/way-2/" in page(client, "where is my parcel")
    door.shipments.update(status=Shipment.Status.OUT_FOR_DELIVERY)
    shown = page(client, "where is my parcel")
    assert "/orders/door-1/" in shown
    assert "Out for delivery" in shown
    under_way.shipments.update(status=Shipment.Status.READY_FOR_PICKUP)
    assert "/orders/way-2/" in page(client, "where is my parcel")


def test_an_order_without_a_parcel_says_what_happens_to_it(anna: User, as_user: SignIn) -> None:
    order = make_order(anna, "NEW-2", status="processing")
    order.shipments.all().delete()
    assert "Being prepared" in page(as_user(anna), "parcel")


def test_the_latest_invoice(anna: User, as_user: SignIn) -> None:
    make_invoice(delivered(anna, "A-1"), "FV-7")
    shown = page(as_user(anna), "invoices")
    assert "/orders/a-1/invoices/fv-7.pdf" in shown
    assert "Start a return" not in shown


@pytest.mark.parametrize(
    ("prefix", "question"),
    [("", "invioce"), ("/pl", "faktrua"), ("/pl", "gdzie są faktury"), ("/pl", "na fakturze"), ("/ru", "где счета")],
)
def test_the_latest_invoice_in_any_form_of_the_word(anna: User, as_user: SignIn, prefix: str, question: str) -> None:
    make_invoice(delivered(anna, "A-1"), "FV-7")
    assert "/orders/a-1/invoices/fv-7.pdf" in page(as_user(anna), question, prefix)


@pytest.mark.parametrize(
    ("prefix", "question"), [("", "retrun something"), ("/pl", "chcę zwrócić"), ("/pl", "zwroty"), ("/ru", "возврта")]
)
def test_a_return_in_any_form_of_the_word(anna: User, as_user: SignIn, prefix: str, question: str) -> None:
    delivered(anna, "A-1")
    assert f"{prefix}/cases/new/return/a-1/" in page(as_user(anna), question, prefix)


@pytest.mark.parametrize(
    ("asked", "word", "same"),
    [
        ("fakturach", "faktura", True),
        ("faktrua", "faktura", True),
        ("pczka", "paczka", True),
        ("paczkomat", "paczka", False),
        ("cancel", "parcel", False),
        ("возраст", "возврат", False),
        ("bil", "bill", False),
    ],
)
def test_another_ending_or_one_slip_is_the_same_word(asked: str, word: str, same: bool) -> None:
    assert alike(asked, word) is same


def test_a_return_starts_for_an_order_that_may_go_back(anna: User, as_user: SignIn) -> None:
    delivered(anna, "A-1")
    assert "/cases/new/return/a-1/" in page(as_user(anna), "how to return")
    Order.objects.get().lines.update(returned_quantity=1)
    assert "/cases/new/return/a-1/" not in page(as_user(anna), "how to return")


def test_nobody_sees_anything_of_bens(ben: User, anna: User, as_user: SignIn, client: Client) -> None:
    make_invoice(delivered(ben, "BEN-1"), "FV-BEN")
    make_order(ben, "BEN-2", status="shipped")
    for who in (as_user(anna), client):
        for question in ("parcel", "invoice", "return", "parcel invoice return"):
            shown = page(who, question).lower()
            assert HEADING.lower() not in shown
            assert "ben-" not in shown


def test_other_questions_and_long_stories_get_articles_only(anna: User, as_user: SignIn) -> None:
    make_order(anna, "A-1", status="shipped")
    story = "parcel came broken yesterday evening neighbour opened found smashed teapot glass everywhere"
    for question in ("password", story, ""):
        assert HEADING not in page(as_user(anna), question)


def test_such_a_page_is_kept_nowhere_and_not_written_down(anna: User, as_user: SignIn) -> None:
    make_order(anna, "SL-10234", status="shipped")
    answer = as_user(anna).get("/help/search/", {"q": "parcel"})
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert answer.context["token"]
    assert "10234" not in str(log.read_token(answer.context["token"]))
    assert not SearchQuery.objects.exists()


def test_more_orders_do_not_cost_more_queries(anna: User, as_user: SignIn) -> None:
    client = as_user(anna)

    def queries() -> int:
        page(client, "parcel invoice return")
        with CaptureQueriesContext(connection) as seen:
            page(client, "parcel invoice return")
        return len(seen)

    make_invoice(delivered(anna, "A-1"), "FV-1")
    few = queries()
    for number in range(2, 6):
        make_invoice(delivered(anna, f"A-{number}"), f"FV-{number}")
    assert queries() == few


def test_a_visitor_costs_no_query_for_it(client: Client) -> None:
    page(client, "parcel")
    with CaptureQueriesContext(connection) as seen:
        page(client, "parcel")
    assert not [query for query in seen.captured_queries if "orders_" in query["sql"]]
