"""Journey: an editor writes an article, looks at it, submits it; a moderator approves; readers find it."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from kb.models import ArticlePage, TopicPage
from portal.accounts.models import User
from tests.conftest import make_user
from tests.kb.makers import make_topic
from tests.kb.searching import rebuild

QUESTION = "Can I pay with a gift card?"
SHORT = "Yes, at the last step of the checkout."
TEXT = "Type the number of the gift card where it says Voucher."


@pytest.fixture
def topic(transactional_db: None) -> TopicPage:
    topic = make_topic("Payment")
    rebuild()
    return topic


@pytest.fixture
def moderator(transactional_db: None) -> User:
    user = make_user("mod@example.com", "Mod Erator", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def test_an_article_goes_from_the_editor_to_the_readers(
    a_page: Callable[..., Page],
    accessible: Callable[[Page], None],
    sign_in: Callable[[Page, User], None],
    eva: User,
    moderator: User,
    topic: TopicPage,
) -> None:
    editor = a_page()
    sign_in(editor, eva)
    editor.goto(f"/admin/pages/add/kb/articlepage/{topic.pk}/")
    write(editor)
    look_at_the_preview(editor)
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Submit to Moderators approval").click()
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")

    reader = a_page()
    reader.goto("/help/search/?q=gift+card")
    expect(reader.locator(".hit")).to_have_count(0)

    approver = a_page()
    sign_in(approver, moderator)
    approver.goto("/admin/")
    approver.get_by_role("link", name=QUESTION).first.click()
    approver.get_by_role("button", name="More actions").click()
    approver.get_by_role("button", name="Approve and Publish", exact=True).click()
    expect(approver.locator(".messages")).to_contain_text(QUESTION)

    reader.goto("/help/search/?q=gift+card")
    reader.locator(".hit__link").filter(has_text=QUESTION).click()
    expect(reader.locator("h1")).to_have_text(QUESTION)
    expect(reader.locator(".article__short")).to_have_text(SHORT)
    expect(reader.locator(".prose")).to_contain_text(TEXT)
    accessible(reader)


def test_a_button_pressed_while_it_is_saved_begins_no_second_page(
    a_page: Callable[..., Page], sign_in: Callable[[Page, User], None], eva: User, topic: TopicPage
) -> None:
    """Wagtail saves half a second after the last key; here that takes a second and Submit is pressed at once."""
    editor = a_page()
    sign_in(editor, eva)
    # What is written before Wagtail watches the form, two seconds after it came, is no change to it.
    editor.add_init_script("document.addEventListener('w-unsaved:watch-edits', () => { window.watched = true })")
    editor.goto(f"/admin/pages/add/kb/articlepage/{topic.pk}/")
    editor.wait_for_function("window.watched")
    editor.evaluate(
        "() => { const sent = window.fetch; window.fetch = async (...what) => {"
        " await new Promise((go) => setTimeout(go, 1000)); return sent(...what); }; }"
    )
    with editor.expect_event("request", lambda request: request.method == "POST" and "/add/kb/" in request.url):
        write(editor)
    editor.get_by_role("textbox", name="Short answer").fill("Yes, always.")
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Submit to Moderators approval").click()
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")
    article = ArticlePage.objects.get()
    assert article.latest_revision.as_object().short_answer == "Yes, always."


def write(editor: Page) -> None:
    editor.get_by_role("textbox", name="Question").fill(QUESTION)
    editor.get_by_role("textbox", name="Short answer").fill(SHORT)
    editor.get_by_role("button", name="Insert a block").first.click()
    editor.get_by_role("option", name="Text").click()
    text = editor.locator("#panel-child-content-body-section [contenteditable=true]")
    # Wagtail moves the focus into the new block when the block is ready for keys.
    expect(text).to_be_focused()
    editor.keyboard.type(TEXT)
    # The editor puts what was typed into the form a moment later; a preview opened before that stays without it.
    expect(editor.locator("input[name=body-0-value]")).to_have_value(re.compile(re.escape(TEXT)))


def look_at_the_preview(editor: Page) -> None:
    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("iframe#w-preview-iframe")
    expect(preview.locator("h1")).to_have_text(QUESTION)
    expect(preview.locator(".prose")).to_contain_text(TEXT)
