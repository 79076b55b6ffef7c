"""Whoever is signed in, or came by the link from a mail, chooses and confirms; nothing is asked that we know."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.finding.actions import make_link
from orders.models import Order
from returns.models import Case, Withdrawal
from tests.returns.makers import make_order
from tests.returns.withdrawing.makers import BUYER, hidden, main_of, send, typed

pytestmark = pytest.mark.django_db


def test_anna_is_not_asked_who_she_is(as_user: Any, anna: Any, at_once: Any) -> None:
    order = make_order(anna, (2, 1))
    client = as_user(anna)
    choosing = main_of(client.get("/withdraw/"))
    assert f"/withdraw/?order={order.slug}" in choosing
    page = client.get(f"/withdraw/?order={order.slug}")
    words = main_of(page)
    assert 'value="Anna Nowak"' in words
    assert 'value="anna@example.com"' in words
    assert 'name="contract"' not in words
    assert "no-store" in page["Cache-Control"]
    line, other = order.lines.all()
    fields = {"order": order.slug, "name": "Anna Nowak", "email": "anna@example.com"}
    with at_once():
        answer = send(client, {**fields, f"quantity_{line.pk}": "1", f"quantity_{other.pk}": "0"})
    case = Case.objects.get()
    assert case.customer == anna
    assert case.order == order
    assert [(each.order_line, each.quantity) for each in case.lines.all()] == [(line, 1)]
    seen = client.get(answer["Location"]).content.decode()
    assert f"/cases/{case.reference}/" in seen
    assert case.reference in client.get("/cases/").content.decode()
    assert case.reference in client.get(f"/orders/{order.slug}/").content.decode()


def test_signed_in_too_nobody_learns_what_became_of_somebody_elses(
    as_user: Any, anna: Any, ben: Any, at_once: Any
) -> None:
    """Ben knows Anna's number and address: what he types is hers, and the answer to him says no more than he typed."""
    order, client = make_order(anna), as_user(ben)
    with at_once():
        answer = send(client, typed(contract=order.number))
    case = Case.objects.get()
    assert (case.customer, case.status) == (anna, "approved")
    seen = client.get(answer["Location"]).content.decode()
    assert case.reference not in seen
    assert "standing-title" not in seen


def test_the_whole_order_is_chosen_unless_she_chooses_less(as_user: Any, anna: Any) -> None:
    order = make_order(anna, (3, 30))
    form = as_user(anna).get(f"/withdraw/?order={order.slug}").context["form"]
    assert [form[f"quantity_{line.pk}"].value() for line in order.lines.all()] == [3, 30]


def test_nothing_chosen_is_told_and_more_than_there_is_too(as_user: Any, anna: Any) -> None:
    order = make_order(anna, (2,))
    line = order.lines.get()
    fields = {"order": order.slug, "name": "Anna", "email": "anna@example.com"}
    for wanted, told in (("0", "Choose at least one item"), ("3", "not one of the available choices")):
        page = main_of(as_user(anna).post("/withdraw/check/", {**fields, f"quantity_{line.pk}": wanted}))
        assert told in page
        assert 'value="anna@example.com"' in page


def test_signed_in_she_is_told_too_that_we_have_it(as_user: Any, anna: Any) -> None:
    order = make_order(anna)
    fields = {"order": order.slug, "name": "Anna", "email": "anna@example.com"}
    fields[f"quantity_{order.lines.get().pk}"] = "1"
    page = main_of(as_user(anna).post("/withdraw/confirm/", fields, follow=True))
    for said in ("We have your withdrawal", "is on its way to", "What happens next"):
        assert said in page


def test_bens_order_is_like_none_to_anna(as_user: Any, anna: Any, ben: Any) -> None:
    his = make_order(ben)
    client = as_user(anna)
    foreign, missing = (client.get(f"/withdraw/?order={slug}") for slug in (his.slug, "o-999999"))
    assert main_of(foreign) == main_of(missing)
    assert his.number not in main_of(foreign)
    # A number put into the form by hand: she is asked for what anybody is asked for.
    page = main_of(client.post("/withdraw/check/", {"order": his.slug, "name": "Anna", "email": "anna@example.com"}))
    assert 'name="contract"' in page
    assert "Mug" not in page


def test_a_link_from_a_mail_fills_the_form_in(client: Client, anna: Any, at_once: Any) -> None:
    order = make_order(anna, email="guest@example.com")
    Order.objects.update(customer=None)
    _link, token = make_link(order, timezone.now())
    client.post(f"/orders/open/{token}/")
    words = main_of(client.get(f"/withdraw/?order={order.slug}"))
    assert 'value="guest@example.com"' in words
    assert "Mug 0" in words
    assert "Mug 0" not in main_of(Client().get(f"/withdraw/?order={order.slug}"))
    fields = {
        "order": order.slug,
        "name": "Gil",
        "email": "guest@example.com",
        f"quantity_{order.lines.get().pk}": "1",
    }
    with at_once():
        send(client, fields)
    assert Case.objects.get().order == order
    assert Case.objects.get().status == "approved"


def test_a_second_piece_of_the_same_kind_is_another_withdrawal(as_user: Any, anna: Any, at_once: Any) -> None:
    order = make_order(anna, (3,))
    line, client = order.lines.get(), as_user(anna)
    fields = {"order": order.slug, "name": "Anna", "email": "anna@example.com", f"quantity_{line.pk}": "1"}
    for number in (1, 2):
        with at_once():
            send(client, fields)
        line.refresh_from_db()
        assert line.returned_quantity == number


def test_more_orders_ask_the_database_nothing_more(as_user: Any, anna: Any) -> None:
    client, first = as_user(anna), make_order(anna, (1, 2))
    addresses = ("/withdraw/", f"/withdraw/?order={first.slug}")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    asked()  # settings are made at the first look
    one = asked()
    for _each in range(5):
        make_order(anna, (1, 2))
    assert asked() == one
    assert max(one) <= 20


@pytest.mark.parametrize("wanted", [1, 2])
def test_pressed_again_after_her_goods_are_set_aside_it_is_still_one(
    as_user: Any, anna: Any, at_once: Any, wanted: int
) -> None:
    """A second tab, the way back, a retry after a lost answer: by then there is less left to give back."""
    order, client = make_order(anna, (2,)), as_user(anna)
    fields = {"order": order.slug, f"quantity_{order.lines.get().pk}": wanted, "name": "Anna", "email": BUYER}
    page = client.post("/withdraw/check/", fields)
    with at_once():
        first = client.post("/withdraw/confirm/", hidden(page))
    assert order.lines.get().returned_quantity == wanted
    again = client.post("/withdraw/confirm/", hidden(page))
    assert again["Location"] == first["Location"]
    assert Withdrawal.objects.count() == Case.objects.count() == 1
    changed = client.post("/withdraw/confirm/", {**hidden(page), "name": "Anna Nowak"})
    assert changed.get("Location") != first["Location"]
