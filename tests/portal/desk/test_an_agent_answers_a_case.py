import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from kb.models import ArticlePage
from portal.accounts.models import User
from portal.desk.models import ArticleLink
from portal.desk.searching.rows import write
from returns.models import Case, Message

from .conftest import ask

AsUser = Any


def desk(case: Case) -> str:
    return reverse("desk:case", args=[case.reference])


def reply(client: Client, case: Case, body: str = "Here is how.", **fields: Any) -> Any:
    """Send the form as the page holds it."""
    page = BeautifulSoup(client.get(desk(case)).content, "html.parser").select_one("form[data-articles]")
    assert page is not None
    hidden = {field["name"]: field["value"] for field in page.select("input[type=hidden][value]")}
    return client.post(desk(case), hidden | {"body": body} | fields)


def test_mia_finds_the_case_by_its_number(mia: User, as_user: AsUser, question: Case) -> None:
    # As the signal does after the commit.
    write([question.pk])
    found = as_user(mia).get(reverse("desk:queue"), {"q": question.reference})
    assert desk(question) in found.content.decode()


def test_an_answer_reaches_the_thread_and_waits_for_the_customer(mia: User, as_user: AsUser, question: Case) -> None:
    answer = reply(as_user(mia), question)
    assert answer.status_code == 302
    question.refresh_from_db()
    message = question.messages.latest("id")
    assert (message.body, message.author, message.internal) == ("Here is how.", Message.Author.AGENT, False)
    assert question.status == Case.Status.WAITING


def test_a_note_stays_inside(mia: User, as_user: AsUser, question: Case) -> None:
    reply(as_user(mia), question, "Rude customer?", internal="note")
    assert question.messages.latest("id").internal
    page = as_user(mia).get(desk(question)).content.decode()
    assert "the customer does not see it" in page


def test_an_empty_answer_is_not_sent(mia: User, as_user: AsUser, question: Case) -> None:
    answer = reply(as_user(mia), question, "  ")
    assert "Write something first." in answer.content.decode()
    assert question.messages.count() == 1


def test_the_chosen_article_is_sent_as_a_link_of_its_own(
    mia: User, as_user: AsUser, question: Case, article: ArticlePage
) -> None:
    reply(as_user(mia), question, "Look here:", article=article.pk)
    link = ArticleLink.objects.get()
    body = question.messages.latest("id").body
    assert body == f"Look here:\n\n{article.title}\n{settings.SITE_URL}/a/{link.code}/"
    assert len(link.code) == 22
    assert (link.case, link.page_id, link.sent_by, link.opened_at) == (question, article.pk, mia, None)


def test_a_pasted_address_gets_its_title_and_is_tracked_once(
    mia: User, as_user: AsUser, question: Case, article: ArticlePage
) -> None:
    url = f"{settings.SITE_URL}{article.url}"
    reply(as_user(mia), question, f"Read {url}. Really, {url}#steps!")
    link = ArticleLink.objects.get()
    short = f"{settings.SITE_URL}/a/{link.code}/"
    assert question.messages.latest("id").body == f"Read {article.title}: {short}. Really, {short}!"


def test_a_note_tracks_nothing(mia: User, as_user: AsUser, question: Case, article: ArticlePage) -> None:
    reply(as_user(mia), question, "Compare:", article=article.pk, internal="note")
    assert not ArticleLink.objects.exists()


def test_the_customer_gets_the_article_in_the_language_of_the_case(
    mia: User, as_user: AsUser, anna: User, article: ArticlePage, polish: ArticlePage
) -> None:
    case = ask(anna, "Jak to odesłać?", language="pl")
    reply(as_user(mia), case, "Proszę:", article=article.pk)
    assert ArticleLink.objects.get().page_id == polish.pk
    assert polish.title in case.messages.latest("id").body


def test_an_article_for_agents_is_not_sent_to_a_customer(
    mia: User, as_user: AsUser, question: Case, article: ArticlePage
) -> None:
    ArticlePage.objects.update(audience="agents")
    answer = reply(as_user(mia), question, "Look:", article=article.pk)
    assert "may not read" in answer.content.decode()
    assert question.messages.count() == 1


def test_without_javascript_a_proposal_comes_back_inside_the_text(
    mia: User, as_user: AsUser, question: Case, article: ArticlePage
) -> None:
    answer = reply(as_user(mia), question, "Dear Anna,", insert=article.pk)
    text = BeautifulSoup(answer.content, "html.parser").select_one("textarea[name=body]")
    assert text is not None
    assert text.text.strip() == f"Dear Anna,\n\n{article.title}\n{settings.SITE_URL}{article.url}"
    assert question.messages.count() == 1


def test_the_chooser_learns_the_customers_own_version(
    mia: User, as_user: AsUser, anna: User, article: ArticlePage, polish: ArticlePage
) -> None:
    case = ask(anna, language="pl")
    answer = as_user(mia).get(reverse("desk:article", args=[case.reference, article.pk]))
    assert answer.json() == {"title": polish.title, "url": f"{settings.SITE_URL}{polish.url}", "note": ""}


@pytest.mark.parametrize("text", ["<script>window.__xss=1</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_hostile_words_are_shown_as_words(mia: User, as_user: AsUser, anna: User, text: str) -> None:
    User.objects.filter(pk=anna.pk).update(name=text)
    anna.refresh_from_db()
    case = ask(anna, text, subject=text)
    for url in (desk(case), reverse("desk:queue"), reverse("desk:queue") + "?q=" + text):
        page = as_user(mia).get(url)
        shown = BeautifulSoup(page.content, "html.parser")
        assert text in shown.get_text()
        assert not shown.select("img[onerror]")
        assert not [script for script in shown.select("script") if "__xss" in script.text and not script.attrs]


def test_a_link_in_a_message_may_be_clicked_and_a_script_may_not(mia: User, as_user: AsUser, anna: User) -> None:
    case = ask(anna, "see https://shop.example/x and javascript:alert(1)")
    page = as_user(mia).get(desk(case)).content.decode()
    assert re.search(r'href="https://shop\.example/x"', page)
    assert 'href="javascript' not in page
