"""Journey: a visitor with a question types it, finds the article, reads it and says whether it helped."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kb.models import ArticlePage, ArticleView, Vote
from kb.reading import views
from kb.reading.rules import FEWEST_READERS
from portal.accounts.models import User
from tests.journeys.people import open_help_centre

QUESTIONS = [("gdzie jest moja paczka", "Gdzie jest moja paczka?"), ("zwrot", "Jak zwrócić towar?")]


@pytest.fixture(autouse=True)
def help_centre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    open_help_centre("pl")
    monkeypatch.setattr(views, "BEACONS", views.Limit(allowed=views.BEACONS.allowed))


@pytest.mark.parametrize(("question", "article"), QUESTIONS)
def test_typing_a_question_leads_to_the_article_and_a_vote(
    phone: Page, accessible: Callable[[Page], None], question: str, article: str
) -> None:
    phone.goto("/pl/")
    accessible(phone)
    phone.locator("main").get_by_role("searchbox").or_(phone.locator("main [role=combobox]")).fill(question)
    phone.locator("main search button[type=submit]").click()
    phone.wait_for_url("**/pl/help/search/**")
    expect(phone.locator("main mark").first).to_be_visible()
    accessible(phone)
    answers = phone.locator(".hit__link")
    assert article in answers.all_text_contents()[:3]
    marked = phone.locator(".hit").filter(has_text=article).locator("mark").first.text_content() or ""
    assert marked.casefold()[:4] in question
    answers.get_by_text(article).or_(answers.filter(has_text=article)).first.click()
    expect(phone.locator("h1")).to_have_text(article)
    expect(phone.locator(".article__short")).to_be_visible()
    accessible(phone)
    phone.locator(".helped button[value=yes]").click()
    expect(phone.locator(".helped").get_by_role("status")).to_be_visible()
    accessible(phone)
    assert list(Vote.objects.values_list("article__title", "helpful")) == [(article, True)]


def test_nonsense_is_answered_kindly(phone: Page, accessible: Callable[[Page], None]) -> None:
    phone.goto("/pl/help/search/?q=qqxxyyzz")
    expect(phone.locator("main")).to_contain_text("qqxxyyzz")
    accessible(phone)


def test_suggestions_are_chosen_with_the_keyboard(
    a_page: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = a_page(locale="pl")
    page.goto("/pl/")
    box = page.locator("main").get_by_role("combobox")
    box.press_sequentially("gdzie jest moja pa", delay=10)
    options = page.get_by_role("option")
    expect(options.filter(has_text="Gdzie jest moja paczka?")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    accessible(page)
    chosen = options.all_text_contents().index("Gdzie jest moja paczka?")
    for _step in range(chosen + 1):
        box.press("ArrowDown")
    expect(options.nth(chosen)).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page.locator("h1")).to_have_text("Gdzie jest moja paczka?")


def test_keys_alone_lead_from_the_home_page_to_an_article(a_page: Callable[..., Page], scripts: bool) -> None:
    page = a_page(locale="pl", java_script_enabled=scripts)
    page.goto("/pl/")
    press_until(page, "Tab", "main input[type=search]")
    page.keyboard.type("gdzie jest moja paczka")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pl/help/search/**")
    press_until(page, "Tab", ".hit__link")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Gdzie jest moja paczka?")


def press_until(page: Page, key: str, wanted: str) -> None:
    """Presses a key until the focus is on something wanted, and shows where it is."""
    for _step in range(40):
        page.keyboard.press(key)
        focused = page.locator(f"{wanted}:focus")
        if focused.count():
            expect(focused).to_be_in_viewport()
            return
    pytest.fail(f"40 times {key} do not lead to {wanted}")


def test_reading_is_timed_and_an_editor_sees_it(
    a_page: Callable[..., Page], sign_in: Callable[[Page, User], None], eva: User
) -> None:
    article = ArticlePage.objects.get(slug="gdzie-jest-moja-paczka")
    for _reader in range(FEWEST_READERS):
        reader = a_page(locale="pl")
        reader.clock.install()
        reader.goto(article.url)
        reader.clock.run_for(7_000)
        reader.goto("/pl/")
    read_views = ArticleView.objects.filter(article=article, timed=True, active_ms__gte=5_000)
    # Nobody waits for a beacon, so nothing on a page tells when the last one arrived.
    for _look in range(200):
        if read_views.count() == FEWEST_READERS:
            break
        reader.wait_for_timeout(100)
    assert read_views.count() == FEWEST_READERS
    editor = a_page()
    sign_in(editor, eva)
    editor.goto("/admin/reports/reading/")
    table = editor.get_by_role("table").last
    expect(table.get_by_role("columnheader", name="Views")).to_be_visible()
    column = [heading.strip() for heading in table.get_by_role("columnheader").all_inner_texts()].index("Views")
    row = table.get_by_role("row").filter(has_text=article.title)
    expect(row.get_by_role("cell").nth(column)).to_have_text(str(FEWEST_READERS))
