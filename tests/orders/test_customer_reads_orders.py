from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders import panels
from orders.actions import record_tracking_event, reserve_return
from orders.listing import PAGE_SIZE, Wanted, order_page
from orders.models import Order, OrderLine
from orders.queries import latest_order
from portal.accounts.models import User
from tests.orders.makers import PARCEL, PLACED, TEA, make_order

pytestmark = pytest.mark.django_db
LIST = reverse("orders:list")


def detail(order: Order) -> str:
    return reverse("orders:detail", args=[order.slug])


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_list_shows_own_orders_newest_first(anna: User, ben: User, as_user: Any) -> None:
    make_order(anna, 1)
    make_order(anna, 2, placed_at=PLACED + timedelta(days=1), status="shipped")
    make_order(ben, 3)
    page = as_user(anna).get(LIST)
    assert [row.order.number for row in page.context["listing"].rows] == ["2", "1"]
    assert "Kubek ceramiczny and 1 more" in page.content.decode()


def test_someone_without_orders_learns_what_to_do(anna: User, as_user: Any) -> None:
    page = as_user(anna).get(LIST).content.decode()
    assert "anna@example.com" in page
    assert reverse("account_email") in page


def test_pages_follow_each_other_without_gaps_or_doubles_there_and_back(anna: User) -> None:
    for number in range(2 * PAGE_SIZE + 3):
        # Groups of four share a moment, so the id decides too.
        make_order(anna, number + 1, placed_at=PLACED + timedelta(hours=number // 4))
    pages = [order_page(anna)]
    while pages[-1].older:
        pages.append(order_page(anna, asked(pages[-1].older)))
    seen = [row.order.pk for page in pages for row in page.rows]
    assert seen == list(Order.objects.order_by("-placed_at", "-id").values_list("pk", flat=True))
    assert not pages[0].newer
    back = order_page(anna, asked(pages[2].newer))
    assert [row.order.pk for row in back.rows] == seen[PAGE_SIZE : 2 * PAGE_SIZE]
    first = order_page(anna, asked(back.newer))
    assert [row.order.pk for row in first.rows] == seen[:PAGE_SIZE]
    assert not first.newer
    assert first.older == pages[0].older


def asked(link: str) -> Wanted:
    return Wanted.read(QueryDict(link.removeprefix("?")))


@pytest.mark.parametrize("before", ["", "x", "1-", "-1", "9" * 30 + "-1", "١٢-٣", "1-2-3", "0" * 99])
def test_a_made_up_cursor_is_harmless(anna: User, as_user: Any, before: str) -> None:
    make_order(anna)
    for way in ("before", "after"):
        assert as_user(anna).get(LIST, {way: before}).status_code == 200


def test_a_cursor_before_everything_says_there_is_nothing_older(anna: User, as_user: Any) -> None:
    make_order(anna)
    assert "You have seen all your orders." in as_user(anna).get(LIST, {"before": "5-5"}).content.decode()


def test_more_orders_do_not_add_queries(anna: User, as_user: Any) -> None:
    client = as_user(anna)
    make_order(anna, 1, parcels=(PARCEL,))
    few = queries(client, LIST)
    for number in range(2, 20):
        make_order(anna, number, parcels=(PARCEL,))
    assert queries(client, LIST) == few


def test_the_list_takes_four_queries_with_the_session_and_the_person(anna: User, as_user: Any) -> None:
    for number in range(1, 4):
        make_order(anna, number, parcels=(PARCEL,))
    assert queries(as_user(anna), LIST) == 4


def test_a_longer_order_does_not_add_queries(anna: User, as_user: Any) -> None:
    client = as_user(anna)
    short, long = make_order(anna, 1, parcels=(PARCEL,)), long_order(anna)
    assert queries(client, detail(long)) == queries(client, detail(short))


def test_the_detail_reads_each_table_of_orders_once(anna: User, as_user: Any) -> None:
    client, url = as_user(anna), detail(long_order(anna))
    client.get(url)  # the first page of all makes the rows of the shop's settings
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    assert sum('FROM "orders_' in query["sql"] for query in captured) == 6


def long_order(anna: User) -> Order:
    lines = tuple(replace(TEA, external_id=str(number)) for number in range(20))
    parcels = tuple(
        replace(PARCEL, external_id=f"p{number}", tracking_number=str(number), lines=((str(number), 1),))
        for number in range(5)
    )
    order = make_order(anna, 2, lines=lines, parcels=parcels)
    for shipment in order.shipments.all():
        for hour in range(6):
            record_tracking_event(shipment, occurred_at=PLACED + timedelta(hours=hour), status="in_transit")
    return order


def test_the_urgent_parcel_speaks_in_the_list(anna: User, as_user: Any) -> None:
    order = make_order(anna, parcels=(replace(PARCEL, pickup_point={"name": "Paczkomat KRA01M"}),))
    record_tracking_event(order.shipments.get(), occurred_at=PLACED, status="ready_for_pickup")
    client = as_user(anna)
    assert "Ready for pick-up" in client.get(LIST).content.decode()
    page = client.get(detail(order)).content.decode()
    assert "It waits for you at Paczkomat KRA01M." in page
    assert "https://inpost.pl/sledzenie-przesylek?number=620000000000000000000001" in page


@pytest.mark.parametrize("status", Order.Status.values)
def test_every_state_has_a_page_that_says_where_things_stand(anna: User, as_user: Any, status: str) -> None:
    order = make_order(anna, status=status)
    page = as_user(anna).get(detail(order))
    steps = page.context["steps"]
    assert page.status_code == 200
    assert sum(step["state"] in ("current", "problem") for step in steps) == 1
    assert "PLN\xa0141.99" in page.content.decode()


@pytest.mark.parametrize(
    "status", [*dict.fromkeys(["announced", "in_transit", "attempt_failed", "delayed", "returned"])]
)
def test_every_parcel_state_has_words(anna: User, as_user: Any, status: str) -> None:
    order = make_order(anna, parcels=(PARCEL,))
    record_tracking_event(order.shipments.get(), occurred_at=PLACED, status=status, text="Słowa kuriera")
    assert "Słowa kuriera" in as_user(anna).get(detail(order)).content.decode()


def test_an_amount_the_shop_did_not_say_is_not_shown(anna: User, as_user: Any) -> None:
    order = make_order(anna, subtotal=None, shipping_total=None, discount_total=None, tax_total=None)
    page = as_user(anna).get(detail(order)).content.decode()
    assert "Goods" not in page
    assert "Tax, already in the total" not in page


def test_words_of_the_shop_are_shown_as_text(anna: User, as_user: Any) -> None:
    order = make_order(anna, lines=(replace(TEA, name="<script>alert(1)</script>"),), customer_note="<b>note</b>")
    client = as_user(anna)
    for url in (LIST, detail(order)):
        page = client.get(url).content.decode()
        assert "<script>alert(1)" not in page
        assert "<b>note" not in page


def test_something_can_be_returned_only_while_pieces_are_left(anna: User, as_user: Any) -> None:
    order = make_order(anna, status="completed")
    link = reverse("cases:return", args=[order.slug])
    client = as_user(anna)
    assert link in client.get(detail(order)).content.decode()
    for line in OrderLine.objects.all():
        reserve_return(line.pk, line.quantity)
    assert link not in client.get(detail(order)).content.decode()


def test_an_app_above_can_add_a_panel(anna: User, as_user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def provide(request: HttpRequest, order: Order) -> panels.OrderPanel | None:
        if order.number == "2":
            return None
        return panels.OrderPanel("Extra panel", "orders/parts/address.html", {})

    providers: list[Callable[..., Any]] = []
    monkeypatch.setattr(panels, "_providers", providers)
    panels.register(provide)
    panels.register(provide)
    assert len(providers) == 1
    client = as_user(anna)
    assert "Extra panel" in client.get(detail(make_order(anna, 1))).content.decode()
    assert "Extra panel" not in client.get(detail(make_order(anna, 2))).content.decode()


def test_the_latest_order_is_the_newest_own_one(anna: User, ben: User) -> None:
    assert latest_order(anna) is None
    newest = make_order(anna, 2, placed_at=PLACED + timedelta(days=1))
    make_order(anna, 1)
    make_order(ben, 3, placed_at=PLACED + timedelta(days=2))
    assert latest_order(anna) == newest
