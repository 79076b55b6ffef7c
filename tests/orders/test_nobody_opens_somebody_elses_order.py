from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from orders.actions import issue_invoice, link_orders
from portal.accounts.models import User
from tests.orders.makers import PLACED, make_order

pytestmark = pytest.mark.django_db


def private_urls(anna: User) -> list[tuple[str, str]]:
    """(URL of Anna's thing, URL of the same kind that does not exist)."""
    order = make_order(anna)
    invoice = issue_invoice(order, "FV/2026/11/0042", PLACED.date())
    return [
        (reverse("orders:detail", args=[order.slug]), reverse("orders:detail", args=["none"])),
        (
            reverse("orders:invoice", args=[order.slug, invoice.slug]),
            reverse("orders:invoice", args=[order.slug, "none"]),
        ),
    ]


@pytest.mark.parametrize("who", ["ben", "mia", "eva"])
def test_somebody_elses_thing_answers_like_a_missing_one(
    anna: User, as_user: Any, who: str, request: pytest.FixtureRequest
) -> None:
    client = as_user(request.getfixturevalue(who))
    for hers, missing in private_urls(anna):
        answer, nothing = client.get(hers), client.get(missing)
        assert answer.status_code == nothing.status_code == 404
        assert answer.content.replace(hers.encode(), b"") == nothing.content.replace(missing.encode(), b"")


def test_bens_list_has_nothing_of_annas(anna: User, ben: User, as_user: Any) -> None:
    make_order(anna)
    assert as_user(ben).get(reverse("orders:list")).context["listing"].rows == []


def test_a_stranger_signs_in_first(anna: User) -> None:
    client = Client()
    for hers, missing in [*private_urls(anna), (reverse("orders:list"), reverse("orders:list"))]:
        for url in (hers, missing):
            answer = client.get(url)
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("account_login"))


def test_an_invoice_is_found_under_its_own_order_only(anna: User, as_user: Any) -> None:
    issue_invoice(make_order(anna, 1), "FV/1", PLACED.date())
    other = make_order(anna, 2)
    assert as_user(anna).get(reverse("orders:invoice", args=[other.slug, "fv-1"])).status_code == 404


def test_private_pages_are_not_kept_by_browsers_or_proxies(anna: User, as_user: Any) -> None:
    for hers, _missing in private_urls(anna):
        assert "no-store" in as_user(anna).get(hers)["Cache-Control"]


def test_only_reading_is_allowed(anna: User, as_user: Any) -> None:
    for hers, _missing in private_urls(anna):
        assert as_user(anna).post(hers).status_code == 405


def test_a_confirmed_address_brings_its_orders_and_only_those_nobody_has(anna: User, ben: User) -> None:
    hers, bens = make_order(None, 1), make_order(ben, 2)
    other = make_order(None, 3, email="other@example.com")
    nameless = make_order(None, 4, email="")
    assert link_orders(anna, " ANNA@example.com ") == 1
    assert link_orders(anna, "anna@example.com") == 0
    assert link_orders(anna, "") == 0
    for order, owner in ((hers, anna), (bens, ben), (other, None), (nameless, None)):
        order.refresh_from_db()
        assert order.customer == owner
