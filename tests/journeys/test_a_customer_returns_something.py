"""Journey: a customer sends something back: line, quantity, reason, a photo; sees what comes next and by when."""

import io
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
def form(phone: Page, sign_in: Callable[[Page, User], None], anna: User, order: Order) -> Page:
    """Anna in front of the empty form, the way she gets there."""
    sign_in(phone, anna)
    phone.goto(f"/orders/{order.slug}/")
    phone.get_by_role("link", name="Return something").first.click()
    expect(phone.locator("h1")).to_have_text("Return items")
    return phone


def fill(page: Page, quantity: str = "2", reason: str = "wrong_size") -> None:
    line = page.get_by_role("group", name=LINE)
    line.get_by_label("How many?").select_option(quantity)
    line.get_by_label("Why?").select_option(reason)


def test_a_return_is_filed_and_answered_with_what_comes_next(
    form: Page, accessible: Callable[[Page], None], anna: User, order: Order, tmp_path: Path
) -> None:
    accessible(form)
    fill(form)
    form.get_by_label("Anything we should know?").fill("The mugs are smaller than they look.")
    form.get_by_label("Photos or PDF").set_input_files(photo(tmp_path / "mugs.jpg"))
    form.get_by_role("button", name="Send the return").click()
    form.wait_for_url("**/cases/R-*/")
    case = Case.objects.get()
    expect(form.locator("main")).to_contain_text(f"We have your return {case.reference}")
    expect(form.locator(".standing")).to_contain_text("We are looking at your return")
    expect(form.locator(".standing__by")).to_contain_text("Our turn: by")
    expect(form.locator(".return-items")).to_contain_text(f"2 × {LINE}")
    expect(form.locator(".thread")).to_contain_text("The mugs are smaller than they look.")
    accessible(form)
    kept = form.request.get(form.locator(".message__file").get_attribute("href") or "")
    with Image.open(io.BytesIO(kept.body())) as picture:
        assert picture.size == (48, 64)
        assert not picture.getexif()
    assert b"Phone of Anna" not in kept.body()

    (letter,) = [text for text in letters_to(anna.email) if case.reference in text]
    assert f"/cases/{case.reference}/" in letter
    form.goto("/cases/")
    listed = form.locator(".card").filter(has_text=case.reference)
    expect(listed).to_contain_text("We answer by")
    accessible(form)
    form.goto(f"/orders/{order.slug}/")
    expect(form.locator(".order-line").filter(has_text=LINE)).to_contain_text(f"2 pieces in Return {case.reference}")


def test_a_double_click_opens_one_case(form: Page) -> None:
    fill(form)
    form.get_by_role("button", name="Send the return").dblclick()
    form.wait_for_url("**/cases/R-*/")
    expect(form.locator(".return-items")).to_contain_text(f"2 × {LINE}")
    assert Case.objects.count() == 1
    form.go_back()
    assert order_line_returned() == 2


def order_line_returned() -> int:
    return Order.objects.get().lines.get(name=LINE).returned_quantity


def test_a_mistake_keeps_what_was_typed_and_the_photo(
    form: Page, accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    fill(form, reason="")
    form.get_by_label("Anything we should know?").fill("Please answer in the evening.")
    form.get_by_label("Photos or PDF").set_input_files(photo(tmp_path / "mugs.jpg"))
    form.get_by_role("button", name="Send the return").click()
    expect(form.locator("main")).to_contain_text("Please tell us why")
    accessible(form)
    line = form.get_by_role("group", name=LINE)
    expect(line.get_by_label("How many?")).to_have_value("2")
    expect(form.get_by_label("Anything we should know?")).to_have_value("Please answer in the evening.")
    expect(form.locator(".waiting-files")).to_contain_text("mugs.jpg")
    assert not Case.objects.exists()
    line.get_by_label("Why?").select_option("wrong_size")
    form.get_by_role("button", name="Send the return").click()
    form.wait_for_url("**/cases/R-*/")
    expect(form.locator(".message__file")).to_have_count(1)
    expect(form.locator(".thread")).to_contain_text("Please answer in the evening.")
