"""An order becomes the company's by checked number and member together, or by the word of who placed it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from orders.actions import link_orders, save_order
from orders.companies import vat
from orders.companies.actions.founding import Details, change_company, close_company, found_company
from orders.companies.actions.giving import give_order, take_order_out
from orders.companies.queries import give_missed_orders, known_details
from orders.companies.receivers import give_an_imported_order_to_its_company as hear
from orders.companies.rules import Refused
from orders.ingest.canonical import Address
from orders.models import Company, CompanyMember, Order
from portal.accounts.models import User
from tests.orders.makers import CANONICAL, later, make_order
from tests.orders.test_a_company_shares_its_orders import make_company

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NUMBER = "PL5260001246"
MILL = Details("Mill sp. z o.o.", "PL", NUMBER)


def business(typed: str = "526-000-12-46", country: str = "PL") -> Address:
    return replace(CANONICAL.billing_address, company="Mill", vat_number=typed, country=country)


def fresh(order: Order) -> Company | None:
    order.refresh_from_db()
    return order.company


@pytest.mark.parametrize(
    "typed", ["5260001246", "526-000-12-46", "PL 526 000 12 46", "pl5260001246", "NIP 5260001246"]
)
def test_an_order_with_the_number_placed_by_a_member_comes_by_itself(anna: User, typed: str) -> None:
    company = make_company(buyer=anna)
    order, _outcome = save_order(replace(CANONICAL, billing_address=business(typed)))
    assert link_orders(anna, anna.email) == 1
    assert fresh(order) == company


def test_the_number_alone_opens_nothing_for_anybody(anna: User, ben: User) -> None:
    """Ben makes a company with the number that stands on Anna's order."""
    order = make_order(anna, billing_address=business())
    company = found_company(MILL, by=ben, now=NOW)
    assert fresh(order) is None
    with pytest.raises(Refused):
        give_order(order, company, by=ben, now=NOW)
    with pytest.raises(Refused):
        give_order(order, company, by=anna, now=NOW)
    assert fresh(order) is None


@pytest.mark.parametrize("typed", ["", "9999999999", "DE136695976"])
def test_an_order_without_that_number_stays_private(anna: User, typed: str) -> None:
    make_company(administrator=anna)
    order, _outcome = save_order(replace(CANONICAL, billing_address=business(typed)))
    link_orders(anna, anna.email)
    assert fresh(order) is None


def test_who_makes_a_company_brings_her_earlier_orders_for_it(anna: User, ben: User) -> None:
    hers, private = make_order(anna, 1, billing_address=business()), make_order(anna, 2)
    bens = make_order(ben, 3, billing_address=business())
    company = found_company(MILL, by=anna, now=NOW)
    assert fresh(hers) == company
    assert fresh(private) is None
    assert fresh(bens) is None
    assert company.events.filter(verb="orders_came").get().data == {"count": "1"}


@pytest.mark.parametrize("check", ["waiting", "invalid"])
def test_a_number_that_is_not_checked_brings_nothing(anna: User, check: str) -> None:
    company = make_company(administrator=anna)
    Company.objects.update(vat_check=check)
    order, _outcome = save_order(replace(CANONICAL, billing_address=business()))
    link_orders(anna, anna.email)
    assert fresh(order) is None
    give_order(order, company, by=anna, now=NOW)
    assert fresh(order) == company


def test_in_two_companies_with_one_number_a_person_decides(anna: User) -> None:
    first, second = make_company(buyer=anna), make_company("Twin", buyer=anna)
    order, _outcome = save_order(replace(CANONICAL, billing_address=business()))
    link_orders(anna, anna.email)
    assert fresh(order) is None
    give_order(order, second, by=anna, now=NOW)
    assert fresh(order) == second
    with pytest.raises(Refused):
        give_order(order, first, by=anna, now=NOW)


def test_an_order_taken_out_stays_out_whatever_comes_later(anna: User) -> None:
    company = make_company(administrator=anna)
    order = make_order(anna, billing_address=business())
    give_order(order, company, by=anna, now=NOW)
    take_order_out(order, by=anna, now=NOW)
    save_order(
        later(replace(CANONICAL, external_id="1001", number="1001", billing_address=business()), status="shipped")
    )
    give_missed_orders(timezone.now())
    change_company(company, replace(MILL, city="Kraków"), by=anna, now=NOW)
    assert fresh(order) is None
    assert list(company.events.values_list("verb", flat=True)) == ["changed", "order_taken_out", "order_given"]


def test_only_who_placed_it_or_an_administrator_takes_it_out(anna: User, ben: User) -> None:
    company = make_company(buyer=ben, administrator=anna)
    order = make_order(anna)
    give_order(order, company, by=anna, now=NOW)
    with pytest.raises(Refused):
        take_order_out(order, by=ben, now=NOW)
    take_order_out(order, by=anna, now=NOW)
    with pytest.raises(Refused):
        take_order_out(order, by=anna, now=NOW)


def test_a_number_the_shop_adds_later_counts(anna: User, django_capture_on_commit_callbacks: Any) -> None:
    company, order = make_company(buyer=anna), make_order(anna)
    said = replace(CANONICAL, external_id="1001", number="1001", billing_address=business())
    with django_capture_on_commit_callbacks(execute=True):
        save_order(later(said))
    assert fresh(order) == company


def test_a_killed_process_is_made_up_for(anna: User) -> None:
    company, order = make_company(buyer=anna), make_order(anna, billing_address=business())
    assert give_missed_orders(timezone.now() + timedelta(days=4)) == 0
    assert give_missed_orders(timezone.now()) == 1
    assert fresh(order) == company


def test_private_orders_cost_a_file_of_them_nothing(anna: User, django_assert_num_queries: Any) -> None:
    make_company(buyer=anna)
    order = make_order(anna)
    from_the_shop = Order.objects.get(pk=order.pk)
    with django_assert_num_queries(0):
        hear(order=from_the_shop)


def test_a_closed_company_gives_its_orders_back(anna: User, ben: User) -> None:
    company = make_company(administrator=anna, buyer=ben)
    order = make_order(anna)
    give_order(order, company, by=anna, now=NOW)
    with pytest.raises(Refused):
        close_company(company, by=anna, now=NOW)
    CompanyMember.objects.filter(user=ben).delete()
    close_company(company, by=anna, now=NOW)
    assert fresh(order) is None
    assert order.customer == anna


def test_nobody_types_what_an_order_already_says(anna: User) -> None:
    assert known_details(anna) == {}
    make_order(anna, billing_address=business())
    assert known_details(anna) == {
        "name": "Mill",
        "vat_number": NUMBER,
        "country": "PL",
        "street": "ul. Łąkowa 5",
        "postcode": "31-443",
        "city": "Kraków",
    }


@pytest.mark.parametrize(
    ("country", "typed", "number"),
    [
        ("PL", " 526-000-12-46 ", NUMBER),
        ("PL", "NIP: PL 526 000 12 46", NUMBER),
        ("GR", "GR094259216", "EL094259216"),
        ("GR", "094 259 216", "EL094259216"),
        ("AT", "U57194903", "ATU57194903"),
        ("ES", "X4942978W", "ESX4942978W"),
        ("CH", "CHE-107.787.577 MWST", "CHE107787577"),
        ("GB", "GB 333 289 454", "GB333289454"),
    ],
)
def test_numbers_are_read_as_people_write_them(country: str, typed: str, number: str) -> None:
    assert vat.read(country, typed) == number
    assert vat.on_an_order(country, typed) == number


@pytest.mark.parametrize(
    ("country", "typed", "says"),
    [
        ("PL", "5260001247", "One digit"),
        ("PL", "52600", "too short"),
        ("PL", "DE136695976", "another country"),
        ("PL", "\x00😀", "compare"),
        ("PL", "9" * 5000, "too short or too long"),
        ("US", "12-3456789", "can't check"),
    ],
)
def test_a_wrong_number_says_what_to_look_at(country: str, typed: str, says: str) -> None:
    with pytest.raises(vat.BadVatNumber, match=says):
        vat.read(country, typed)
    assert vat.on_an_order("", "nonsense") == ""
