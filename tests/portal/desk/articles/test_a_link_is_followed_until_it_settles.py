"""Sent, opened, read for how long, and whether it was the last word."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kb.models import ArticlePage
from kb.trail.actions import stop
from portal.accounts.models import User
from portal.desk.articles.links import OPENING, settle
from portal.desk.case_figures import by_article
from portal.desk.models import ArticleLink
from returns.actions import post_message
from returns.models import Case
from tests.portal.desk.test_a_customer_opens_an_article_link import BROWSER, CODE, linked

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
URL = "/a/read-for/"


def opened(code: str = CODE, **headers: str) -> str:
    """The mark at the end of the address, "" where nothing is to be timed."""
    return Client(headers=BROWSER | headers).get(f"/a/{code}/")["Location"].partition("#l=")[2]


def read(opening: str, ms: str, headers: dict[str, str] = OURS) -> int:
    return Client(headers=BROWSER | headers).post(URL, {"l": opening, "ms": ms}).status_code


def test_the_longest_reading_counts(question: Case, article: ArticlePage) -> None:
    link = linked(question, article)
    opening = opened()
    for milliseconds in ("5000", "42000", "30000"):
        assert read(opening, milliseconds) == 204
    link.refresh_from_db()
    assert link.read_ms == 42_000


def test_a_page_left_open_counts_for_half_an_hour_at_most(question: Case, article: ArticlePage) -> None:
    link = linked(question, article)
    read(opened(), "99999999")
    link.refresh_from_db()
    assert link.read_ms == 30 * 60 * 1000


@pytest.mark.parametrize("opening", ["", "1", "1:x:y", "forged:1:2"])
def test_nobody_reports_a_reading_of_a_link_we_did_not_open(
    question: Case, article: ArticlePage, opening: str
) -> None:
    link = linked(question, article)
    assert read(opening, "5000") == 204
    link.refresh_from_db()
    assert link.read_ms == 0


def test_another_site_reports_nothing(question: Case, article: ArticlePage) -> None:
    link = linked(question, article)
    assert read(opened(), "5000", {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}) == 204
    link.refresh_from_db()
    assert link.read_ms == 0


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_a_browser_that_minds_is_not_timed(question: Case, article: ArticlePage, header: str) -> None:
    link = linked(question, article)
    assert opened(**{header: "1"}) == ""
    link.refresh_from_db()
    assert link.opened_at


def test_who_does_not_want_to_be_remembered_is_not_timed(question: Case, article: ArticlePage, anna: User) -> None:
    linked(question, article)
    stop(anna)
    assert opened() == ""


def test_stopping_forgets_what_was_timed(
    question: Case, article: ArticlePage, anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    link = linked(question, article)
    opening = opened()
    read(opening, "5000")
    with django_capture_on_commit_callbacks(execute=True):
        stop(anna)
    read(opening, "9000")
    link.refresh_from_db()
    assert link.read_ms == 0


def test_a_guest_is_not_timed(question: Case, article: ArticlePage) -> None:
    linked(question, article)
    Case.objects.filter(pk=question.pk).update(customer=None)
    assert opened() == ""


def test_the_page_knows_nothing_of_it(question: Case, article: ArticlePage) -> None:
    """The mark is behind the #, which browsers keep to themselves: every reader gets the same page."""
    linked(question, article)
    where = Client(headers=BROWSER).get(f"/a/{CODE}/")["Location"]
    assert where.startswith(f"{article.url}#l=")
    assert "?" not in where


def test_an_old_opening_counts_no_more(question: Case, article: ArticlePage, monkeypatch: Any) -> None:
    link = linked(question, article)
    opening = opened()
    monkeypatch.setattr("portal.desk.articles.links.OPENING_LASTS", timedelta(seconds=-1))
    read(opening, "5000")
    link.refresh_from_db()
    assert link.read_ms == 0
    assert OPENING.unsign(opening) == str(link.pk)


def write(case: Case, by: User, at: Any) -> None:
    post_message(case, by=by, body="Still not", now=at)


def test_silence_for_a_week_closes_the_case(question: Case, article: ArticlePage, anna: User) -> None:
    link = linked(question, article)
    settle(link.sent_at + timedelta(days=6, hours=23))
    link.refresh_from_db()
    assert link.solved is None
    write(question, anna, link.sent_at + timedelta(days=8))
    settle(link.sent_at + timedelta(days=8, hours=1))
    link.refresh_from_db()
    assert link.solved is True


def test_a_word_within_the_week_says_no_at_once(question: Case, article: ArticlePage, anna: User) -> None:
    link = linked(question, article)
    write(question, anna, link.sent_at + timedelta(days=2))
    settle(link.sent_at + timedelta(days=2, hours=1))
    link.refresh_from_db()
    assert link.solved is False


def test_a_thank_you_is_no_further_question(question: Case, article: ArticlePage, anna: User) -> None:
    link = linked(question, article)
    write(question, anna, link.sent_at + timedelta(days=2))
    question.messages.exclude(pk=link.message_id).update(no_reply_needed=True)
    settle(link.sent_at + timedelta(days=7))
    link.refresh_from_db()
    assert link.solved is True


def test_the_articles_figures_count_it(question: Case, article: ArticlePage, anna: User) -> None:
    link = linked(question, article)
    ArticleLink.objects.filter(pk=link.pk).update(opened_at=timezone.now(), solved=True)
    today = timezone.localdate()
    found = by_article(today, today, [article.pk])[article.pk]
    assert (found.sent_in, found.opened_in, found.closed, found.settled) == (1, 1, 1, 1)
    Case.objects.filter(pk=question.pk).update(left_out="spam")
    assert by_article(today, today, [article.pk])[article.pk].sent_in == 0


def test_the_agent_sees_it_beside_the_message(
    question: Case, article: ArticlePage, mia: User, as_user: Any, own_index: Any
) -> None:
    link = linked(question, article)
    ArticleLink.objects.filter(pk=link.pk).update(opened_at=timezone.now(), read_ms=130_000, solved=True)
    page = as_user(mia).get(f"/admin/cases/{question.reference}/").content.decode()
    assert "read for 2 minutes" in page
    assert "No further word within a week" in page
