"""The whole way: Anna asks, Mia answers with an article, Anna gets a mail, opens the link, Mia sees it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from kb.models import ArticlePage
from portal.accounts.models import User
from portal.desk.models import ArticleLink
from portal.notifications.models import Mail
from returns.models import Case

from .conftest import ask
from .test_a_customer_opens_an_article_link import BROWSER
from .test_an_agent_answers_a_case import desk, reply


def test_anna_sees_the_answer_gets_a_mail_and_mia_sees_that_the_article_was_opened(
    anna: User,
    mia: User,
    as_user: Any,
    question: Case,
    article: ArticlePage,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        reply(as_user(mia), question, "This helps:", article=article.pk)
    link = ArticleLink.objects.get()
    address = f"https://testserver/a/{link.code}/"

    page = as_user(anna).get(reverse("cases:detail", args=[question.reference]))
    clickable = BeautifulSoup(page.content, "html.parser").select_one(f'a[href="{address}"]')
    assert clickable, "the customer can click the article"
    assert address in Mail.objects.get(kind="case_answered", to=anna.email).text

    assert "not opened yet" in as_user(mia).get(desk(question)).content.decode()
    Client(headers=BROWSER).get(f"/a/{link.code}/")
    assert "not opened yet" not in as_user(mia).get(desk(question)).content.decode()


@pytest.mark.usefixtures("own_index")
def test_articles_that_fit_the_customers_words_are_offered(
    anna: User, mia: User, as_user: Any, article: ArticlePage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        article.save()
    case = ask(anna, "The jumper is too small. How can I return it?")
    page = BeautifulSoup(as_user(mia).get(desk(case)).content, "html.parser")
    offered = [button["value"] for button in page.select("button[name=insert]")]
    assert offered == [str(article.pk)]


def test_a_note_sends_no_mail(
    mia: User, as_user: Any, question: Case, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        reply(as_user(mia), question, "Between us.", internal="note")
    assert not Mail.objects.filter(kind="case_answered").exists()
