"""Journey: a customer complains on a phone without scripts, knowing her rights before she chooses."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from orders.actions import link_orders
from orders.models import Order
from portal.accounts.models import User
from returns.models import Case
from tests.journeys.conftest import PHONE
from tests.journeys.people import import_order, photo

LINE = "Woo Single #1"


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()


def test_a_complaint_is_a_page_a_decision(
    a_page: Callable[..., Page],
    accessible: Callable[[Page], None],
    sign_in: Callable[[Page, User], None],
    transactional_db: None,
    anna: User,
    tmp_path: Path,
) -> None:
    order = import_order()
    Order.objects.filter(pk=order.pk).update(email=anna.email)
    assert link_orders(anna, anna.email) == 1
    page = a_page(java_script_enabled=False, viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(page, anna)
    page.goto(f"/cases/new/?order={order.slug}")
    accessible(page)
    page.get_by_role("link", name="It is faulty or not as agreed").click()
    expect(page.locator(".consequences")).to_contain_text("We pay everything")
    expect(page.locator("main")).to_contain_text("we never change it for you")
    accessible(page)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("group", name=LINE).get_by_label("How many?").select_option("1")
    accessible(page)
    go_on(page)
    page.get_by_label("What is wrong with it?").fill("The handle broke off.")
    accessible(page)
    go_on(page)
    page.get_by_label("Photos or PDF").set_input_files(photo(tmp_path / "handle.jpg"))
    go_on(page)
    expect(page.locator(".law-notice")).to_contain_text("the right to choose between repair and replacement")
    go_on(page)
    expect(page.locator(".error-summary")).to_contain_text("Please choose one")
    accessible(page)
    page.get_by_label("I keep it and pay less").check()
    go_on(page)
    page.get_by_label("How much less?").fill("1,50")
    go_on(page)
    expect(page.locator(".answers")).to_contain_text("The handle broke off.")
    accessible(page)
    page.get_by_role("link", name=re.compile("Change.*What shall we do")).click()
    page.get_by_label("Repair it").check()
    page.get_by_role("button", name="Save and back to the overview").click()
    page.get_by_role("button", name="Send the complaint").click()
    page.wait_for_url("**/cases/C-*/")
    case = Case.objects.get()
    assert (case.demand, case.demand_amount) == ("repair", None)
    expect(page.locator("main")).to_contain_text("What you told us")
    accessible(page)
