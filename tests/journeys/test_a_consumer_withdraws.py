"""Journeys: somebody withdraws from a contract without an account; a customer from her order."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from returns.models import Case, Withdrawal
from returns.withdrawing import labels
from returns.withdrawing.matching import match
from tests.returns.makers import make_order

PREFIX = {"en": "", "pl": "/pl", "ru": "/ru"}


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("returns.withdrawing.paper.make_pdf", lambda html, kind: b"%PDF-1.7")


@pytest.mark.parametrize("language", PREFIX)
def test_a_guest_withdraws_from_the_foot_of_any_page(
    phone: Page, accessible: Callable[[Page], None], transactional_db: None, language: str, scripts: bool
) -> None:
    prefix, entry, confirm = PREFIX[language], labels.ENTRY[language], labels.CONFIRM[language]
    if language != "en" and scripts:
        pytest.skip("the same way in another language is walked without scripts")
    phone.goto(f"{prefix}/")
    phone.get_by_role("link", name=entry).click()
    expect(phone).to_have_url(re.compile(rf"{prefix}/withdraw/$"))
    accessible(phone)
    phone.locator("main button[type=submit]").click()
    expect(phone.locator(".field--error")).to_have_count(3)
    accessible(phone)
    phone.locator("input[name=name]").fill("Anna Nowak")
    phone.locator("input[name=contract]").fill("#1042")
    phone.locator("input[name=email]").fill("Anna@example.com")
    phone.locator("main button[type=submit]").click()
    expect(phone.get_by_role("button", name=confirm, exact=True)).to_be_visible()
    expect(phone.locator(".statement")).to_contain_text("#1042")
    accessible(phone)
    phone.locator("button[name=change]").click()
    expect(phone.locator("input[name=contract]")).to_have_value("#1042")
    phone.locator("textarea[name=items]").fill("one mug")
    phone.locator("main button[type=submit]").click()
    phone.get_by_role("button", name=confirm, exact=True).click()
    expect(phone.locator(".statement__moment")).to_contain_text("UTC+0")
    expect(phone.locator(".statement")).to_contain_text("one mug")
    accessible(phone)
    here = phone.url
    phone.go_back()
    phone.get_by_role("button", name=confirm, exact=True).click()
    expect(phone).to_have_url(here)
    assert Withdrawal.objects.count() == 1
    letter = mail.outbox[0]
    assert letter.to == ["anna@example.com"]
    assert phone.context.cookies() == []
    found = re.search(r"https?://\S+/withdraw/[\w-]{43}/", str(letter.body))
    assert found
    phone.goto(found[0])
    expect(phone.locator("main")).to_contain_text(Withdrawal.objects.get().hash)
    accessible(phone)


def test_a_customer_withdraws_from_one_of_two(
    page: Page, accessible: Callable[[Page], None], sign_in: Callable[[Page, User], None], anna: User
) -> None:
    order = make_order(anna, (2, 1), delivered_at=None, status="shipped")
    sign_in(page, anna)
    page.goto("/withdraw/")
    accessible(page)
    page.get_by_role("link", name=f"Order {order.number}").click()
    expect(page.locator("input[name=name]")).to_have_value("Anna Nowak")
    page.locator("main select").nth(1).select_option("0")
    accessible(page)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".statement")).to_contain_text("2 × Mug 0")
    expect(page.locator(".statement")).not_to_contain_text("Mug 1")
    page.get_by_role("button", name="confirm withdrawal").click()
    expect(page.locator("h1")).to_be_visible()
    for each in Withdrawal.objects.all():  # the worker's part, where there is none
        match(each.pk, each.submitted_at)
    case = Case.objects.get()
    page.reload()
    page.get_by_role("link", name=f"Case {case.reference}").click()
    expect(page.locator("main")).to_contain_text("I hereby give notice")
    accessible(page)
