from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.models import ArticlePage
from portal.accounts.models import User
from portal.desk.models import ArticleLink
from returns.models import Case

from .conftest import ask

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
CODE = "A" * 22


def linked(case: Case, article: ArticlePage) -> ArticleLink:
    return ArticleLink.objects.create(
        case=case, message=case.messages.get(), page=article, code=CODE, sent_at=timezone.now()
    )


def test_the_link_leads_to_the_article_and_is_noted_once(question: Case, article: ArticlePage) -> None:
    link = linked(question, article)
    answer = Client(headers=BROWSER).get(f"/a/{CODE}/")
    assert (answer.status_code, answer["Location"].partition("#")[0]) == (302, article.url)
    link.refresh_from_db()
    first = link.opened_at
    assert first
    Client(headers=BROWSER).get(f"/a/{CODE}/")
    link.refresh_from_db()
    assert link.opened_at == first


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "WhatsApp/2.23"},
        {"User-Agent": ""},
        BROWSER | {"Sec-Purpose": "prefetch;prerender"},
        BROWSER | {"Purpose": "prefetch"},
        BROWSER | {"X-Moz": "prefetch"},
    ],
)
def test_machines_do_not_count_as_readers(question: Case, article: ArticlePage, headers: dict[str, str]) -> None:
    link = linked(question, article)
    assert Client(headers=headers).get(f"/a/{CODE}/").status_code == 302
    link.refresh_from_db()
    assert link.opened_at is None


def test_looking_at_the_headers_is_not_reading(question: Case, article: ArticlePage) -> None:
    link = linked(question, article)
    assert Client(headers=BROWSER).head(f"/a/{CODE}/").status_code == 302
    link.refresh_from_db()
    assert link.opened_at is None


def test_an_agent_who_tries_the_link_is_not_the_reader(
    question: Case, article: ArticlePage, mia: User, as_user: Any
) -> None:
    link = linked(question, article)
    as_user(mia).get(f"/a/{CODE}/", headers=BROWSER)
    link.refresh_from_db()
    assert link.opened_at is None


def test_the_reader_gets_the_language_of_the_case(anna: User, article: ArticlePage, polish: ArticlePage) -> None:
    linked(ask(anna, language="pl"), article)
    assert Client(headers=BROWSER).get(f"/a/{CODE}/")["Location"].partition("#")[0] == polish.url


def test_an_article_for_signed_in_customers_asks_to_sign_in_first(
    question: Case, article: ArticlePage, anna: User, as_user: Any
) -> None:
    ArticlePage.objects.update(audience="signed_in")
    linked(question, article)
    answer = Client(headers=BROWSER).get(f"/a/{CODE}/")
    assert answer["Location"].startswith(reverse("account_login"))
    assert as_user(anna).get(f"/a/{CODE}/", headers=BROWSER)["Location"].partition("#")[0] == article.url


def test_a_withdrawn_article_says_so_kindly(question: Case, article: ArticlePage) -> None:
    linked(question, article)
    article.unpublish()
    answer = Client(headers=BROWSER).get(f"/a/{CODE}/")
    assert answer.status_code == 404
    assert "no longer here" in answer.content.decode()


@pytest.mark.parametrize("code", ["B" * 22, "x", "%00" * 22, "..%2f", "A" * 400])
def test_a_wrong_code_finds_nothing(db: None, code: str) -> None:
    assert Client(headers=BROWSER).get(f"/a/{code}/").status_code == 404


def test_nothing_can_be_posted_to_a_link(question: Case, article: ArticlePage) -> None:
    linked(question, article)
    assert Client(headers=BROWSER).post(f"/a/{CODE}/").status_code == 405
