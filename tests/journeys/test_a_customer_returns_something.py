"""Journey: a customer sends something back, a page a decision, and sees what comes next and by when."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from orders.actions import link_orders
from orders.models import Order
from portal.accounts.models import User
from returns.models import Case
from tests.journeys.people import import_order, letters_to, photo

LINE = "Woo Single #1"


@pytest.fixture
def order(transactional_db: None, anna: User) -> Order:
    order = import_order()
    Order.objects.filter(pk=order.pk).update(email=anna.email)
    assert link_orders(anna, anna.email) == 1
    return order


@pytest.fixture
def begun(phone: Page, sign_in: Callable[[Page, User], None], anna: User, order: Order) -> Page:
    """Anna in front of the first question, the way she gets there."""
    sign_in(phone, anna)
    phone.goto(f"/orders/{order.slug}/")
    phone.get_by_role("link", name="Return something").first.click()
    expect(phone.locator("h1")).to_have_text("I want to send something back")
    phone.get_by_role("button", name="Begin").click()
    expect(phone.locator("h1")).to_have_text("What goes back?")
    return phone


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()


def to_the_last_page(page: Page) -> None:
    page.get_by_role("group", name=LINE).get_by_label("How many?").select_option("2")
    go_on(page)
    go_on(page)
    expect(page.locator("h1")).to_have_text("Is everything right?")


def test_a_return_is_filed_and_answered_with_what_comes_next(
    begun: Page, accessible: Callable[[Page], None], anna: User, order: Order, tmp_path: Path, scripts: bool
) -> None:
    accessible(begun)
    begun.get_by_role("group", name=LINE).get_by_label("How many?").select_option("2")
    go_on(begun)
    expect(begun.locator(".step-header__place")).to_have_text("Step 2 of 3")
    begun.get_by_label(f"Why does “{LINE}” go back?").select_option("wrong_size")
    begun.get_by_label("Anything we should know?").fill("The mugs are smaller than they look.")
    begun.get_by_label("Photos or PDF").set_input_files(photo(tmp_path / "mugs.jpg"))
    if scripts:
        expect(begun.locator(".sending-files")).to_have_text("The files are here.")
        expect(begun.locator(".waiting-files")).to_contain_text("mugs.jpg")
    accessible(begun)
    go_on(begun)
    expect(begun.locator(".answers")).to_contain_text(f"2 × {LINE}")
    expect(begun.locator(".answers")).to_contain_text("mugs.jpg")
    accessible(begun)
    begun.get_by_role("button", name="Send the return").click()
    begun.wait_for_url("**/cases/R-*/")
    case = Case.objects.get()
    expect(begun.locator("main")).to_contain_text(f"We have it: {case.reference}")
    expect(begun.locator(".standing__by")).to_contain_text("Our turn: by")
    expect(begun.locator(".return-items")).to_contain_text(f"2 × {LINE}")
    expect(begun.locator(".thread")).to_contain_text("The mugs are smaller than they look.")
    kept = begun.request.get(begun.locator(".message__file").get_attribute("href") or "")
    with Image.open(io.BytesIO(kept.body())) as picture:
        assert picture.size == (48, 64)
        assert not picture.getexif()
    assert b"Phone of Anna" not in kept.body()
    (letter,) = [text for text in letters_to(anna.email) if case.reference in text]
    assert f"/cases/{case.reference}/" in letter
    begun.goto(f"/orders/{order.slug}/")
    expect(begun.locator(".order-line").filter(has_text=LINE)).to_contain_text(f"2 pieces in Return {case.reference}")


def test_a_double_click_opens_one_case(begun: Page) -> None:
    to_the_last_page(begun)
    begun.get_by_role("button", name="Send the return").dblclick()
    begun.wait_for_url("**/cases/R-*/")
    expect(begun.locator(".return-items")).to_contain_text(f"2 × {LINE}")
    assert Case.objects.count() == 1
    begun.go_back()
    assert Order.objects.get().lines.get(name=LINE).returned_quantity == 2


def test_the_back_button_and_another_device_keep_what_was_said(
    begun: Page, a_page: Callable[..., Page], sign_in: Callable[[Page, User], None], anna: User
) -> None:
    to_the_last_page(begun)
    begun.go_back()
    begun.get_by_label("Anything we should know?").fill("Please be quick.")
    go_on(begun)
    other = a_page(java_script_enabled=False)
    sign_in(other, anna)
    other.goto("/cases/new/")
    other.get_by_role("link", name="Go on").click()
    expect(other.locator(".answers")).to_contain_text("Please be quick.")
    other.get_by_role("link", name=re.compile("Change.*What goes back")).click()
    expect(other.get_by_role("group", name=LINE).get_by_label("How many?")).to_have_value("2")
