"""Colleagues see the orders of their company by role; strangers, private orders and those who left stay outside."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from orders.access import invoices_of, orders_of, orders_placed_by, orders_to_act_on
from orders.actions import issue_invoice
from orders.models import Company, CompanyMember, CompanyRole, Order
from portal.accounts.models import User
from returns.actions import open_question
from tests.conftest import make_user
from tests.orders.makers import PLACED, make_order

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROLES = ("buyer", "accountant", "administrator")


def make_company(name: str = "Mill", vat_number: str = "PL5260001246", **people: User) -> Company:
    """make_company(administrator=anna, buyer=zoe)"""
    company = Company.objects.create(name=name, vat_number=vat_number, country="PL")
    for role, user in people.items():
        CompanyMember.objects.create(company=company, user=user, role=role, joined_at=NOW)
    return company


@pytest.fixture
def zoe(db: None) -> User:
    return make_user("zoe@example.com", "Zoe Wilk")


def give(order: Order, company: Company) -> Order:
    order.company = company
    order.save(update_fields=["company"])
    return order


def detail(order: Order) -> str:
    return reverse("orders:detail", args=[order.slug])


@pytest.mark.parametrize("role", ROLES)
def test_a_colleague_sees_the_companys_orders_in_every_role(anna: User, zoe: User, as_user: Any, role: str) -> None:
    order = give(make_order(anna), make_company(**{role: zoe}))
    assert list(orders_of(zoe)) == [order]
    assert as_user(zoe).get(detail(order)).status_code == 200
    rows = as_user(zoe).get(reverse("orders:list")).context["listing"].rows
    assert [row.order for row in rows] == [order]


def test_a_private_order_of_a_member_stays_private(anna: User, zoe: User, as_user: Any) -> None:
    make_company(administrator=zoe, buyer=anna)
    private = make_order(anna)
    assert not orders_of(zoe).exists()
    assert as_user(zoe).get(detail(private)).status_code == 404
    assert list(orders_of(anna)) == [private]


def test_ben_outside_sees_nothing_and_cannot_tell_it_from_nothing(anna: User, ben: User, as_user: Any) -> None:
    order = give(make_order(anna), make_company(administrator=anna))
    issue_invoice(order, "FV/1", PLACED.date())
    make_company("Other", administrator=ben)
    assert not orders_of(ben).exists()
    assert not invoices_of(ben).exists()
    client = as_user(ben)
    for hers, none in (
        (detail(order), reverse("orders:detail", args=["none"])),
        (reverse("orders:invoice", args=[order.slug, "fv-1"]), reverse("orders:invoice", args=[order.slug, "none"])),
        (reverse("cases:return", args=[order.slug]), reverse("cases:return", args=["none"])),
    ):
        answer, nothing = client.get(hers), client.get(none)
        assert answer.status_code == nothing.status_code == 404
        assert answer.content.replace(hers.encode(), b"") == nothing.content.replace(none.encode(), b"")


@pytest.mark.parametrize("role", ROLES)
def test_who_left_sees_nothing_at_the_next_request(anna: User, zoe: User, as_user: Any, role: str) -> None:
    company = make_company(**{role: zoe})
    colleagues, own = give(make_order(anna, 1), company), give(make_order(zoe, 2), company)
    client = as_user(zoe)
    assert client.get(detail(colleagues)).status_code == client.get(detail(own)).status_code == 200
    CompanyMember.objects.filter(user=zoe).delete()
    assert client.get(detail(colleagues)).status_code == client.get(detail(own)).status_code == 404
    assert client.get(reverse("orders:list")).context["listing"].rows == []
    assert not orders_of(zoe).exists()
    assert not orders_placed_by(zoe).exists()
    assert not orders_to_act_on(zoe).exists()
    assert not invoices_of(zoe).exists()


@pytest.mark.parametrize(("role", "seen"), [("buyer", False), ("accountant", True), ("administrator", True)])
def test_a_colleagues_invoice_is_for_accounting(anna: User, zoe: User, as_user: Any, role: str, seen: bool) -> None:
    order = give(make_order(anna), make_company(**{role: zoe}))
    invoice = issue_invoice(order, "FV/1", PLACED.date())
    answer = as_user(zoe).get(reverse("orders:invoice", args=[order.slug, invoice.slug]))
    assert (answer.status_code != 404) is seen
    assert (invoice.number in as_user(zoe).get(detail(order)).content.decode()) is seen


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_the_invoice_of_her_own_order(anna: User, as_user: Any, role: str) -> None:
    order = give(make_order(anna), make_company(**{role: anna}))
    invoice = issue_invoice(order, "FV/1", PLACED.date())
    assert as_user(anna).get(reverse("orders:invoice", args=[order.slug, invoice.slug])).status_code == 202
    assert invoice.number in as_user(anna).get(detail(order)).content.decode()


@pytest.mark.parametrize(("role", "may"), [("buyer", False), ("accountant", False), ("administrator", True)])
def test_only_an_administrator_sends_a_colleagues_order_back(
    anna: User, zoe: User, as_user: Any, role: str, may: bool
) -> None:
    order = give(make_order(anna, status="completed"), make_company(**{role: zoe}))
    url = reverse("cases:return", args=[order.slug])
    assert (as_user(zoe).get(url).status_code == 302) is may
    assert (url in as_user(zoe).get(detail(order)).content.decode()) is may
    offered = as_user(zoe).get(reverse("cases:new"), {"kind": "return"}).content.decode()
    assert (f'value="{order.slug}"' in offered) is may
    named = as_user(zoe).get(reverse("cases:new"), {"kind": "return", "order": order.slug}).content.decode()
    assert ("or an administrator of your company, can do this" in named) is not may


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sees_a_colleagues_cases(anna: User, zoe: User, as_user: Any, role: str) -> None:
    order = give(make_order(anna), make_company(**{role: zoe}, buyer=anna) if role != "buyer" else make_company())
    if role == "buyer":
        for user in (anna, zoe):
            CompanyMember.objects.create(company=order.company, user=user, role=role, joined_at=NOW)
    case, _is_new = open_question(
        by=anna,
        order=order,
        subject="Scratched privately",
        body="Nobody else's business",
        submission_key="00000000-0000-4000-8000-000000000001",
        language="en",
        now=NOW,
    )
    client = as_user(zoe)
    assert client.get(reverse("cases:detail", args=[case.reference])).status_code == 404
    for url in (detail(order), reverse("cases:list"), reverse("home")):
        page = client.get(url).content.decode()
        assert case.reference not in page
        assert "Scratched" not in page


def test_home_shows_ones_own_latest_order_not_a_colleagues(anna: User, zoe: User, as_user: Any) -> None:
    give(make_order(anna, 7), make_company(administrator=zoe, buyer=anna))
    assert "1001" not in as_user(zoe).get(reverse("home")).content.decode()
    assert list(orders_placed_by(zoe)) == []


def test_an_accountant_of_two_companies_sees_both_and_no_third(anna: User, ben: User, zoe: User) -> None:
    mill, bakery = make_company(accountant=zoe), make_company("Bakery", accountant=zoe)
    third = make_company("Third", accountant=ben)
    orders = [give(make_order(anna, number), each) for number, each in ((1, mill), (2, bakery), (3, third))]
    assert set(orders_of(zoe)) == set(orders[:2])
    assert CompanyRole.ACCOUNTANT == "accountant"
    assert list(orders_of(ben)) == [orders[2]]


def test_more_orders_of_a_company_do_not_add_queries(
    anna: User, zoe: User, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    company, client = make_company(buyer=zoe), as_user(zoe)
    give(make_order(anna, 1), company)
    client.get(reverse("orders:list"))
    for number in range(2, 6):
        give(make_order(anna, number), company)
    with django_assert_max_num_queries(14):
        assert len(client.get(reverse("orders:list")).context["listing"].rows) == 5


def test_the_list_says_whose_order_it_is_and_shows_the_companys_alone(anna: User, zoe: User, as_user: Any) -> None:
    company = make_company(administrator=zoe, buyer=anna)
    give(make_order(anna, 1), company)
    give(make_order(zoe, 2), company)
    make_order(zoe, 3)
    client = as_user(zoe)
    page = client.get(reverse("orders:list"))
    marks = {row.order.number: (row.company, row.placed_by) for row in page.context["listing"].rows}
    assert marks == {"1": ("Mill", "Anna Nowak"), "2": ("Mill", ""), "3": ("", "")}
    assert "show=company" in page.content.decode()
    found = client.get(reverse("orders:list"), {"show": "company"}).context["listing"].rows
    assert {row.order.number for row in found} == {"1", "2"}


def test_without_a_company_the_list_offers_none(anna: User, as_user: Any) -> None:
    make_order(anna)
    page = as_user(anna).get(reverse("orders:list"), {"show": "company"})
    assert page.context["listing"].rows == []
    assert "show=company" not in as_user(anna).get(reverse("orders:list")).content.decode()
