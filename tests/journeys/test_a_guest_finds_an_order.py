"""Journeys: somebody without an account gets a link to the order by mail; a customer narrows the list of orders."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from orders.finding.actions import answer
from orders.models import Order, OrderQuery
from portal.accounts.models import User
from tests.journeys.people import NUMBER, import_order
from tests.orders.makers import MUG, PLACED, make_order

BUYER = "john.doe@example.com"


@pytest.fixture
def order(transactional_db: None) -> Order:
    return import_order()


def link_from_mail() -> str:
    found = re.search(r"/orders/open/[\w-]{43}/", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[0]


def test_a_guest_opens_the_order_by_a_link_from_the_mail(
    phone: Page, accessible: Callable[[Page], None], order: Order
) -> None:
    phone.goto(f"/orders/{order.slug}/")
    expect(phone.locator("body")).not_to_contain_text("Woo Single")
    phone.goto("/orders/find/")
    accessible(phone)
    phone.get_by_label("Order number").fill(f"#{NUMBER}")
    phone.get_by_label("E-mail address").fill(BUYER)
    phone.get_by_role("button", name="E-mail me the link").click()
    expect(phone.get_by_text("Look into your mailbox")).to_be_visible()
    accessible(phone)
    for query in OrderQuery.objects.all():  # the worker's part, where there is none
        answer(query.pk, query.asked_at)
    phone.goto(link_from_mail())
    accessible(phone)
    phone.get_by_role("button", name="Open the order").click()
    expect(phone.locator("h1")).to_have_text(f"Order {NUMBER}")
    expect(phone.locator("main")).to_contain_text("Woo Single #1")
    expect(phone.get_by_role("link", name="Make an account")).to_be_visible()
    accessible(phone)
    phone.get_by_role("button", name="Close it on this device").click()
    expect(phone.locator("h1")).to_have_text("Find your order")
    phone.goto(f"/orders/{order.slug}/")
    expect(phone.locator("body")).not_to_contain_text("Woo Single")


def test_a_customer_narrows_her_list(
    phone: Page,
    accessible: Callable[[Page], None],
    sign_in: Callable[[Page, User], None],
    anna: User,
    scripts: bool,
) -> None:
    for number in range(30):
        name = "Samowar" if number == 3 else f"Kubek {number}"
        make_order(
            anna, number + 1, lines=(replace(MUG, name=name),), placed_at=PLACED - timedelta(days=20 * number),
            status="delivered" if number > 4 else "processing",
        )  # fmt: skip
    sign_in(phone, anna)
    phone.goto("/orders/")
    accessible(phone)
    rows = phone.locator(".order-row__link")
    expect(rows).to_have_count(25)
    phone.get_by_role("link", name="Older", exact=True).click()
    expect(rows).to_have_count(5)
    phone.get_by_role("link", name="Newer", exact=True).click()
    expect(rows).to_have_count(25)
    phone.get_by_role("link", name="Open", exact=True).click()
    expect(rows).to_have_count(5)
    words = phone.get_by_label("Number, product or recipient")
    words.press_sequentially("samo")
    if not scripts:
        phone.get_by_role("button", name="Search").click()
    expect(rows).to_have_text(["Samowar"])
    expect(phone).to_have_url(re.compile(r"q=samo.*show=open|show=open.*q=samo"))
    accessible(phone)
    words.fill("nothing of hers")
    words.press("Enter")
    expect(phone.get_by_text("No order matches")).to_be_visible()
    accessible(phone)
    phone.get_by_role("link", name="Show all orders").click()
    expect(rows).to_have_count(25)
