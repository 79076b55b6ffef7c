"""Journey: somebody who bought in the shop makes an account, confirms the address, sees the order and its invoice."""

import hashlib
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from orders.actions import link_orders, take_document
from orders.models import Invoice, Order
from portal.accounts.models import User
from tests.journeys.people import NUMBER, code_from_mail, import_order
from tests.orders.test_accounting_hands_over_documents import plain_pdf

BUYER = "john.doe@example.com"


@pytest.fixture(autouse=True)
def order(transactional_db: None) -> Order:
    return import_order()


@pytest.mark.parametrize("password", ["purple umbrella factory", ""], ids=["password", "code"])
def test_only_a_confirmed_address_shows_the_order(
    phone: Page, accessible: Callable[[Page], None], password: str
) -> None:
    phone.goto("/account/signup/")
    accessible(phone)
    phone.get_by_label("E-mail address").fill(BUYER)
    phone.locator("input[name=password1]").fill(password)
    phone.get_by_role("button", name="Send me the code").click()
    phone.wait_for_url("**/account/confirm-email/")
    accessible(phone)
    hidden_from(phone)

    confirm(phone, "/account/confirm-email/")
    expect(phone.locator("main")).to_contain_text("Woo Single #1")
    accessible(phone)

    phone.goto("/orders/")
    accessible(phone)
    phone.locator(".order-row__link").click()
    expect(phone.locator("h1")).to_have_text(f"Order {NUMBER}")
    the_order_is_told(phone)
    accessible(phone)


def test_a_code_instead_of_a_password_leads_back_in(phone: Page, accessible: Callable[[Page], None]) -> None:
    phone.goto("/account/signup/")
    phone.get_by_label("E-mail address").fill(BUYER)
    phone.get_by_role("button", name="Send me the code").click()
    confirm(phone, "/account/confirm-email/")
    phone.context.clear_cookies()
    phone.goto("/orders/")
    accessible(phone)
    phone.get_by_label("E-mail address").fill(BUYER)
    phone.get_by_role("button", name="E-mail me a code instead").click()
    phone.wait_for_url("**/account/login/code/confirm/**")
    accessible(phone)
    confirm(phone, "/account/login/code/confirm/")
    expect(phone).to_have_title("Your orders · Aftercare")
    expect(phone.locator(".order-row__link")).to_have_count(1)


def hidden_from(page: Page) -> None:
    """Signed up and not confirmed: no order, whichever way she tries."""
    slug = Order.objects.get(number=NUMBER).slug
    for address in ("/orders/", f"/orders/{slug}/", "/"):
        page.goto(address)
        expect(page.locator("body")).not_to_contain_text("Woo Single")
    assert Order.objects.get(number=NUMBER).customer is None


def confirm(page: Page, address: str) -> None:
    if address not in page.url:
        page.goto(address)
    page.get_by_label("Code").fill(code_from_mail(BUYER))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: address not in url)


def the_order_is_told(page: Page) -> None:
    """Amounts exactly as the shop said them."""
    lines = page.locator(".order-line")
    expect(lines.filter(has_text="Woo Single #1")).to_contain_text("2 × US$3.00")
    expect(lines.filter(has_text="Ship Your Idea")).to_contain_text("US$12.00")
    totals = page.locator(".totals")
    for amount in ("US$10.00", "US$1.35", "US$29.35"):
        expect(totals).to_contain_text(amount)
    steps = page.locator(".timeline")
    for step in ("We have your order", "Payment received", "Delivered"):
        expect(steps).to_contain_text(step)
    expect(page.locator(".parcel__number")).to_have_text("620000000000000000000001")
    expect(page.get_by_role("heading", name="What the carrier said")).to_be_visible()
    expect(page.locator(".parcel__event").filter(has_text="Kraków")).to_be_visible()


def test_the_invoice_is_the_file_that_was_made_once(
    phone: Page,
    accessible: Callable[[Page], None],
    sign_in: Callable[[Page, User], None],
    anna: User,
    order: Order,
) -> None:
    Order.objects.filter(pk=order.pk).update(email=anna.email)
    assert link_orders(anna, anna.email) == 1
    take_document(order, number="FV/2026/11/0727", issued_date=timezone.localdate(), pdf=plain_pdf())
    sign_in(phone, anna)
    phone.goto(f"/orders/{order.slug}/")
    accessible(phone)
    link = phone.get_by_role("link", name="Download invoice FV/2026/11/0727 as PDF")
    taken = []
    for _time in range(2):
        with phone.expect_download() as download:
            link.click()
        taken.append(download.value.path().read_bytes())
    assert taken[0].startswith(b"%PDF")
    assert taken[0] == taken[1]
    assert hashlib.sha256(taken[0]).hexdigest() == Invoice.objects.get().sha256
