"""One click, a review, a draft for the editors; nothing personal is kept on the way."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.flags.sources import origin_of_article
from kb.models import ArticlePage
from orders.models import Order
from portal.accounts.models import User
from portal.desk.models import ArticleDraft, ArticleLink
from returns.actions import post_message
from returns.models import Case, Message

ANSWER = "Dear Anna,\n\nYou can send order 2026-1001 back within 30 days. The label is free.\n\nBest,\nMia Lis"


@pytest.fixture
def answered(question: Case, mia: User, article: ArticlePage) -> Message:
    return post_message(question, by=mia, body=ANSWER, now=timezone.now())


def url(case: Case) -> str:
    return reverse("desk:draft_article", args=[case.reference])


def form_of(page: Any, **changes: str) -> dict[str, Any]:
    """What the browser would send of this page."""
    form, rows = page.context["form"], page.context["rows"]
    sent = {name: form[name].value() or "" for name in ("title", "short_answer", "body")}
    sent |= {f"found-{name}": str(rows.management_form[name].value()) for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    for number, row in enumerate(rows.forms):
        sent |= {f"found-{number}-value": row["value"].value(), f"found-{number}-instead": row["instead"].value()}
    return sent | changes


def topic(article: ArticlePage) -> str:
    return str(article.get_parent().pk)


def test_the_review_marks_names_and_numbers(answered: Message, mia: User, as_user: Any) -> None:
    page = as_user(mia).get(url(answered.case))
    found = {finding.value for _row, finding in page.context["pairs"]}
    assert {"Anna", "2026-1001"} <= found
    assert any(value.startswith("Mia") for value in found)
    assert not ArticleDraft.objects.exists()
    assert page.context["form"]["short_answer"].value().startswith("You can send order")


def test_a_draft_carries_nothing_personal_and_nobody_reads_it(
    answered: Message, article: ArticlePage, mia: User, as_user: Any
) -> None:
    client = as_user(mia)
    sent = form_of(client.get(url(answered.case)), topic=topic(article), title="How long may I send it back?")
    answer = client.post(url(answered.case), sent)
    assert answer.status_code == 302
    draft = ArticleDraft.objects.get()
    page = ArticlePage.objects.get(pk=draft.page_id)
    assert (page.live, page.owner, page.locale, draft.case) == (False, mia, article.locale, answered.case)
    everything = f"{page.title} {page.slug} {page.short_answer} {page.text} {page.get_latest_revision().content}"
    for personal in ("Anna", "2026-1001", "Mia Lis"):
        assert personal not in everything
    assert "within 30 days" in page.text
    assert Client().get(page.url or "/nowhere/").status_code == 404


def test_what_was_not_looked_at_is_not_kept(answered: Message, article: ArticlePage, mia: User, as_user: Any) -> None:
    """The agent typed a name after the review: it comes back marked."""
    client = as_user(mia)
    sent = form_of(client.get(url(answered.case)), topic=topic(article), body="Ask jan@example.com about it.")
    answer = client.post(url(answered.case), sent)
    assert answer.status_code == 422
    assert "jan@example.com" in {finding.value for _row, finding in answer.context["pairs"]}
    assert not ArticleDraft.objects.exists()


def test_without_any_decision_nothing_is_kept(
    answered: Message, article: ArticlePage, mia: User, as_user: Any
) -> None:
    sent = {"topic": topic(article), "title": "Anna's order", "short_answer": "Yes.", "body": ""}
    assert as_user(mia).post(url(answered.case), sent).status_code == 422
    assert not ArticlePage.objects.filter(title__contains="order").exists()


def test_what_is_nobodys_may_stay(answered: Message, article: ArticlePage, mia: User, as_user: Any) -> None:
    client = as_user(mia)
    sent = form_of(client.get(url(answered.case)), topic=topic(article))
    number = next(n for n in range(20) if sent.get(f"found-{n}-value") == "2026-1001")
    client.post(url(answered.case), sent | {f"found-{number}-keep": "on"})
    assert "2026-1001" in ArticlePage.objects.get(pk=ArticleDraft.objects.get().page_id).text


def test_markup_in_an_answer_stays_text(question: Case, article: ArticlePage, mia: User, as_user: Any) -> None:
    post_message(question, by=mia, body="Write <script>alert(1)</script> & go", now=timezone.now())
    client = as_user(mia)
    client.post(url(question), form_of(client.get(url(question)), topic=topic(article)))
    page = ArticlePage.objects.get(pk=ArticleDraft.objects.get().page_id)
    assert "<script>" not in str(page.body.raw_data[0]["value"])


def test_the_short_links_of_a_customer_do_not_travel(
    question: Case, article: ArticlePage, mia: User, as_user: Any, settings: Any
) -> None:
    code = "C" * 22
    message = post_message(question, by=mia, body=f"See {settings.SITE_URL}/a/{code}/ first.", now=timezone.now())
    ArticleLink.objects.create(case=question, message=message, page=article, code=code, sent_at=timezone.now())
    assert code not in as_user(mia).get(url(question)).content.decode()


def test_a_note_between_colleagues_is_no_answer(question: Case, article: ArticlePage, mia: User, as_user: Any) -> None:
    note = post_message(question, by=mia, body="She is difficult", now=timezone.now(), internal=True)
    page = as_user(mia).get(url(question), {"message": note.pk})
    assert "difficult" not in page.content.decode()


def test_only_agents_are_led_back_to_the_case(
    answered: Message, article: ArticlePage, mia: User, eva: User, as_user: Any
) -> None:
    client = as_user(mia)
    client.post(url(answered.case), form_of(client.get(url(answered.case)), topic=topic(article)))
    draft = ArticleDraft.objects.get()
    origin = origin_of_article(draft.page_id, mia)
    assert origin
    assert answered.case.reference in origin.url
    assert origin_of_article(draft.page_id, eva) is None


def test_a_topic_of_another_language_is_refused(
    answered: Message, article: ArticlePage, polish: ArticlePage, mia: User, as_user: Any
) -> None:
    client = as_user(mia)
    sent = form_of(client.get(url(answered.case)), topic=topic(polish))
    assert client.post(url(answered.case), sent).status_code == 200
    assert not ArticleDraft.objects.exists()


def test_customers_and_editors_make_no_drafts(
    question: Case, anna: User, eva: User, as_user: Any, order: Order
) -> None:
    for person in (anna, eva):
        assert as_user(person).get(url(question)).status_code in (302, 403)
