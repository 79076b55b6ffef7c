"""Orders find their owner, and nobody else."""

import re
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from orders.models import Order
from orders.signals import order_imported
from portal.accounts.models import User
from portal.notifications.models import Mail
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def make_order(email: str, number: str = "1001", **fields: object) -> Order:
    return Order.objects.create(
        source="test",
        external_id=number,
        number=number,
        slug=number,
        email=email,
        currency="PLN",
        subtotal=1,
        total=1,
        placed_at=WHEN,
        external_updated_at=WHEN,
        **fields,
    )


def imported(order: Order) -> Order:
    order_imported.send(Order, order=order, created=True)
    order.refresh_from_db()
    return order


def last_code(email: str) -> str:
    return re.search(r"\d{4}-\d{4}", Mail.objects.filter(to=email).latest("id").text)[0]


def owner(order: Order) -> User | None:
    order.refresh_from_db()
    return order.customer


def test_she_sees_her_orders_only_after_confirming_the_address(client: Client):
    order = make_order("anna@example.com")
    client.post("/account/signup/", {"email": "Anna@Example.com"})
    assert owner(order) is None
    client.post("/account/confirm-email/", {"code": last_code("anna@example.com")})
    assert owner(order) == User.objects.get(email="anna@example.com")


def test_an_order_that_comes_later_is_hers_at_once(anna: User):
    assert imported(make_order("anna@example.com")).customer == anna


def test_an_address_with_capitals_is_the_same_address(anna: User):
    assert imported(make_order("anna@example.com")).customer == anna
    assert EmailAddress.objects.get(user=anna).email == "anna@example.com"


def test_an_order_without_an_address_stays_unlinked(anna: User):
    EmailAddress.objects.create(user=anna, email="", verified=True)
    assert imported(make_order("")).customer is None


def test_ben_who_adds_annas_address_without_confirming_it_sees_nothing(as_user, ben: User):
    order = make_order("anna@example.com")
    client = as_user(ben)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"action_add": "", "email": "anna@example.com"})
    assert owner(order) is None
    EmailAddress.objects.create(user=ben, email="anna@example.com", verified=False)
    assert imported(order).customer is None


def test_ben_cannot_confirm_an_address_anna_has(as_user, anna: User, ben: User):
    order = imported(make_order("anna@example.com"))
    client = as_user(ben)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"action_add": "", "email": "anna@example.com"})
    client.post("/account/confirm-email/", {"code": last_code("anna@example.com")})
    assert not EmailAddress.objects.filter(user=ben, email="anna@example.com", verified=True).exists()
    assert owner(order) == anna


def test_a_second_confirmed_address_brings_its_orders(as_user, anna: User):
    order = make_order("work@example.com")
    client = as_user(anna)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"action_add": "", "email": "work@example.com"})
    assert owner(order) is None
    client.post("/account/confirm-email/", {"code": last_code("work@example.com")})
    assert owner(order) == anna


def test_an_order_never_moves_from_one_account_to_another(anna: User, ben: User):
    order = make_order("anna@example.com", customer=ben)
    assert imported(order).customer == ben


def test_removing_an_address_keeps_the_orders(anna: User):
    order = imported(make_order("anna@example.com"))
    EmailAddress.objects.filter(user=anna).delete()
    assert owner(order) == anna


def test_signing_in_with_a_code_confirms_the_address_too(client: Client):
    user = User.objects.create_user("ola@example.com")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    order = make_order("ola@example.com")
    client.post("/account/login/", {"login": user.email, "by_code": "1"})
    client.post("/account/login/code/confirm/", {"code": last_code("ola@example.com")})
    assert owner(order) == user
