"""A reader says no, and the case has the article attached; the editor hears why, the agent sees what was read."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from kb.feedback import views
from kb.models import ArticlePage, Tip, Vote
from kb.reading.limits import Limit
from portal.accounts.models import User
from returns.models import Case
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import index_left_alone


@pytest.fixture
def article(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> ArticlePage:
    monkeypatch.setattr(views, "VOTES", Limit(allowed=views.VOTES.allowed))
    with index_left_alone():
        return make_article(make_topic("Delivery"), "How do I open the locker?")


def test_a_reader_says_no_and_the_case_has_the_article_attached(
    phone: Page,
    a_page: Callable[..., Page],
    accessible: Callable[[Page], None],
    sign_in: Callable[[Page, User], None],
    article: ArticlePage,
    anna: User,
    mia: User,
) -> None:
    sign_in(phone, anna)
    phone.goto(article.url)
    expect(phone.locator(".article__trail")).to_be_visible()
    accessible(phone)
    phone.locator(".helped button[value=no]").click()
    expect(phone.locator(".helped__why")).to_be_visible()
    accessible(phone)
    phone.get_by_label("I did it and it didn't work").check()
    phone.locator("input[name=words]").fill("The code 123456 does nothing")
    phone.locator(".helped__why button[type=submit]").click()
    expect(phone.locator(".helped").get_by_role("status")).to_contain_text("An editor reads it")
    accessible(phone)
    vote = Vote.objects.get()
    assert (vote.reason, vote.words) == ("did_not_work", "The code […] does nothing")

    phone.locator(".helped").get_by_role("link", name="Ask a person").click()
    expect(phone.locator("input[name=subject]")).to_have_value(article.title)
    attached = phone.locator(".read-before")
    expect(attached).to_contain_text("You come from here")
    expect(attached.get_by_role("checkbox")).to_be_checked()
    accessible(phone)
    phone.locator("textarea[name=body]").fill("The door stays shut.")
    phone.locator("main form button[type=submit]").last.click()
    phone.wait_for_url("**/cases/Q-**")
    expect(phone.locator("main")).to_contain_text("Help pages you had read")
    expect(phone.get_by_role("link", name=article.title)).to_be_visible()
    accessible(phone)

    desk = a_page()
    sign_in(desk, mia)
    desk.goto(f"/admin/cases/{Case.objects.get().reference}/")
    expect(desk.get_by_text("Comes from this article")).to_be_visible()
    expect(desk.locator(".desk-aside").get_by_role("link", name=article.title)).to_be_visible()


def test_a_tip_goes_from_a_reader_through_an_editor_to_the_next_reader(
    page: Page,
    a_page: Callable[..., Page],
    accessible: Callable[[Page], None],
    sign_in: Callable[[Page, User], None],
    article: ArticlePage,
    anna: User,
    eva: User,
) -> None:
    sign_in(page, anna)
    page.goto(article.url)
    page.get_by_role("link", name="Leave a tip").click()
    accessible(page)
    page.locator("textarea[name=text]").fill("Press the button twice, then wait.")
    expect(page.locator("input[name=first_name]")).to_have_value("Anna")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("An editor reads your tip")

    eva.groups.add(Group.objects.get(name="Moderators"))
    desk = a_page()
    sign_in(desk, eva)
    desk.goto("/admin/tips/")
    desk.get_by_role("link", name="Press the button twice, then wait.").click()
    with index_left_alone():
        desk.get_by_role("button", name="Accept and show it").click()
        desk.wait_for_url("**/admin/tips/")

    reader = a_page(java_script_enabled=False)
    reader.goto(article.url)
    expect(reader.locator(".tip")).to_contain_text("Press the button twice, then wait.")
    accessible(reader)
    reader.locator(".tip button").click()
    expect(reader.locator(".tip")).to_contain_text("Thank you!")
    accessible(reader)
    reader.goto(article.url)
    expect(reader.locator(".tip button")).to_contain_text("(1)")
    assert Tip.objects.get().helpful == 1
