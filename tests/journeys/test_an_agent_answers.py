"""Journey: an agent finds a case, answers with an article; the customer gets a mail, reads it, opens the article."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from orders.actions import link_orders
from orders.models import Order
from portal.accounts.models import User
from portal.desk.models import ArticleLink
from returns.models import Case
from tests.journeys.conftest import PHONE
from tests.journeys.people import import_order, letters_to, open_help_centre
from tests.returns.makers import make_return

ARTICLE = "How do I return something?"


@pytest.fixture
def case(transactional_db: None, anna: User) -> Case:
    open_help_centre("en")
    order = import_order()
    Order.objects.filter(pk=order.pk).update(email=anna.email)
    assert link_orders(anna, anna.email) == 1
    order = Order.objects.get(pk=order.pk)
    return make_return(anna, order, now=order.delivered_at, note="How do I return something? Where do I send it?")


def test_an_answer_with_an_article_reaches_the_customer(
    page: Page,
    a_page: Callable[..., Page],
    accessible: Callable[[Page], None],
    sign_in: Callable[[Page, User], None],
    scripts: bool,
    case: Case,
    anna: User,
    mia: User,
) -> None:
    sign_in(page, mia)
    page.goto("/admin/cases/")
    expect(page.locator("main")).to_contain_text(case.reference)
    accessible(page)
    page.get_by_role("link", name=re.compile(re.escape(case.subject))).first.click()
    page.wait_for_url(re.compile(rf"/admin/cases/{case.reference}/"))
    accessible(page)
    text = page.get_by_label("Your message")
    text.fill("Hello Anna, of course. This tells you how:")
    (choose_with_wagtail if scripts else insert_proposal)(page)
    expect(text).to_have_value(re.compile(rf"This tells you how:\s+{re.escape(ARTICLE)}\s+http\S+/help/\S+"))
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator("body")).to_contain_text("Answer sent.")

    (letter,) = [text for text in letters_to(anna.email) if "/a/" in text]
    assert "This tells you how:" in letter
    customer = a_page(java_script_enabled=scripts, viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(customer, anna)
    customer.goto(f"/cases/{case.reference}/")
    answer = customer.locator(".message--agent")
    expect(answer).to_contain_text("This tells you how:")
    expect(answer).to_contain_text("Mia")
    accessible(customer)
    answer.get_by_role("link").first.click()
    expect(customer.locator("h1")).to_have_text(ARTICLE)
    accessible(customer)
    link = ArticleLink.objects.get()
    assert f"/a/{link.code}/" in letter
    assert link.opened_at


def choose_with_wagtail(page: Page) -> None:
    """Through Wagtail's own page chooser, down the tree: language, topic, article."""
    page.get_by_role("button", name="Choose an article").click()
    chooser = page.get_by_role("dialog")
    chooser.get_by_label("Search term").fill(ARTICLE)
    chooser.get_by_role("link", name=ARTICLE).first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def insert_proposal(page: Page) -> None:
    page.get_by_role("button", name=f"Insert link {ARTICLE}").click()
