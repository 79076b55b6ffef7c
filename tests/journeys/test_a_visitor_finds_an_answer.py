"""Journey: a visitor with a question types it, finds the article and reads it, on a phone and at a desk."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from kb.importing.pages import import_articles
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
QUESTIONS = [("/", "where is my parcel", "parcel"), ("/pl/", "gdzie jest moja paczka", "paczk")]


@pytest.fixture(autouse=True)
def help_centre(db: None) -> None:
    import_articles(ROOT / "portal" / "demo" / "articles", timezone.now())
    call_command("wagtail_update_index", verbosity=0)


@pytest.mark.parametrize(("home", "question", "word"), QUESTIONS)
def test_typing_a_question_leads_to_an_article(
    phone: Page, accessible: Callable[[Page], None], home: str, question: str, word: str
) -> None:
    phone.goto(home)
    accessible(phone)
    box = phone.locator("main input[type=search], main input[name=q]").first
    box.fill(question)
    box.press("Enter")
    phone.wait_for_url("**/help/search/**")
    expect(phone.locator("main mark").first).to_contain_text(word[:4], ignore_case=True)
    accessible(phone)
    results = phone.locator("main a[href*='/help/']").filter(has_not_text="")
    results.first.click()
    expect(phone.locator("main h1")).to_be_visible()
    accessible(phone)


def test_nonsense_is_answered_kindly(page: Page, accessible: Callable[[Page], None]) -> None:
    page.goto("/help/search/?q=qqxxyyzz")
    expect(page.locator("main")).to_contain_text("qqxxyyzz")
    accessible(page)
