"""Proposals by state and words, in the customer's language; the short answer; the search box."""

from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.models import ArticlePage, StateArticle
from orders.models import Order, Shipment
from portal.accounts.models import User
from portal.desk.articles.proposals import proposals, searched
from portal.desk.models import ArticleLink
from returns.models import Case, ReadArticle
from tests.portal.desk.conftest import ask


def late_parcel(order: Order) -> Shipment:
    return Shipment.objects.create(
        order=order, external_id="p1", status=Shipment.Status.IN_TRANSIT, delayed_notified_at=timezone.now()
    )


def test_the_article_of_the_state_comes_first_and_says_why(
    own_index: Any, question: Case, order: Order, article: ArticlePage
) -> None:
    other = article.get_parent().add_child(
        instance=ArticlePage(title="My parcel is late", slug="late", short_answer="It comes. Wait two days.")
    )
    late_parcel(order)
    StateArticle.objects.create(state="shipment.delayed", article=other)
    found = proposals(question, list(question.messages.all()))
    assert (found[0].pk, found[0].why) == (other.pk, "because the parcel is late")
    assert (found[0].answer, found[0].key) == ("It comes. Wait two days.", 1)


def test_a_return_is_explained_before_its_parcel(
    own_index: Any, sent_back: Case, order: Order, article: ArticlePage
) -> None:
    late = article.get_parent().add_child(instance=ArticlePage(title="Late", slug="late", short_answer="Wait."))
    late_parcel(order)
    StateArticle.objects.create(state="shipment.delayed", article=late)
    StateArticle.objects.create(state=f"return.{sent_back.status}", article=article)
    found = proposals(sent_back, [])
    assert [each.pk for each in found] == [article.pk, late.pk]
    assert found[0].why.startswith("because this case is")


def test_the_customer_gets_her_language(
    own_index: Any, anna: User, order: Order, article: ArticlePage, polish: ArticlePage
) -> None:
    StateArticle.objects.create(state="order.delivered", article=article)
    (found,) = proposals(ask(anna, language="pl", order=order, subject="?", body="?"), [])
    assert (found.pk, found.is_foreign) == (polish.pk, False)


def test_where_there_is_no_translation_it_says_so_and_offers_what_exists(
    own_index: Any, anna: User, order: Order, article: ArticlePage, polish: ArticlePage
) -> None:
    StateArticle.objects.create(state="order.delivered", article=article)
    (found,) = proposals(ask(anna, language="ru", order=order, subject="?", body="?"), [])
    assert (found.pk, found.is_foreign, found.language) == (article.pk, True, "English")
    assert [(other.pk, other.language) for other in found.others] == [(polish.pk, "Polish")]


def test_what_the_customer_had_already_is_marked(
    own_index: Any, question: Case, order: Order, article: ArticlePage, mia: User
) -> None:
    StateArticle.objects.create(state="order.delivered", article=article)
    (before,) = proposals(question, [])
    assert (before.sent_at, before.was_read) == (None, False)
    message = question.messages.get()
    now = timezone.now()
    ArticleLink.objects.create(case=question, message=message, page=article, code="B" * 22, sent_at=now)
    ReadArticle.objects.create(case=question, article_id=article.pk, title="x", url="/", language="en")
    (after,) = proposals(question, [])
    assert (after.sent_at, after.was_read) == (now, True)


def test_a_hidden_article_is_proposed_to_nobody(
    own_index: Any, question: Case, order: Order, article: ArticlePage
) -> None:
    StateArticle.objects.create(state="order.delivered", article=article)
    ArticlePage.objects.filter(pk=article.pk).update(audience="staff")
    assert proposals(question, []) == []


def test_more_articles_cost_no_more_queries(own_index: Any, question: Case, article: ArticlePage) -> None:
    other = article.get_parent().add_child(instance=ArticlePage(title="B", slug="b", short_answer="B."))
    StateArticle.objects.create(state="question.open", article=article)
    proposals(question, [])
    with CaptureQueriesContext(connection) as one:
        assert len(proposals(question, [])) == 1
    StateArticle.objects.create(state="order.delivered", article=other)
    with CaptureQueriesContext(connection) as two:
        assert len(proposals(question, [])) == 2
    assert len(two) == len(one)


def reply(case: Case, **more: Any) -> dict[str, Any]:
    return {"body": "Hello", "internal": "", "version": case.version, "seen": 0, "key": uuid4(), **more}


def test_without_scripts_the_short_answer_comes_back_in_the_text(
    own_index: Any, question: Case, article: ArticlePage, mia: User, as_user: Any
) -> None:
    page = as_user(mia).post(reverse("desk:articles", args=[question.reference]), reply(question, answer=article.pk))
    assert page.status_code == 200
    text = page.context["form"]["body"].value()
    assert text.startswith("Hello\n\nUse your account.\n\nHow do I return something?\nhttp")
    assert question.messages.count() == 1


def test_without_scripts_a_search_keeps_the_text(
    own_index: Any, question: Case, article: ArticlePage, mia: User, as_user: Any
) -> None:
    page = as_user(mia).post(reverse("desk:articles", args=[question.reference]), reply(question, q="zzzz"))
    assert page.context["form"]["body"].value() == "Hello"
    assert "Nothing found" in page.content.decode()


def test_the_search_box_finds_articles(
    own_index: Any, question: Case, article: ArticlePage, mia: User, as_user: Any
) -> None:
    article.save_revision().publish()
    assert [each.pk for each in searched(question, "return something")] == [article.pk]
    answer = as_user(mia).get(reverse("desk:articles", args=[question.reference]), {"q": "return something"})
    assert "How do I return something?" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_nonsense_in_the_form_does_no_harm(question: Case, article: ArticlePage, mia: User, as_user: Any) -> None:
    sent = {"body": "x", "version": "no", "seen": "-1", "key": "none", "answer": "9" * 30}
    assert as_user(mia).post(reverse("desk:articles", args=[question.reference]), sent).status_code == 200


def test_the_chooser_says_which_languages_there_are(
    anna: User, article: ArticlePage, mia: User, as_user: Any, order: Order
) -> None:
    case = ask(anna, language="ru", order=order)
    answer = as_user(mia).get(reverse("desk:article", args=[case.reference, article.pk])).json()
    assert answer["note"] == "The customer writes Russian; this article exists in: English."


def test_customers_see_none_of_it(question: Case, anna: User, as_user: Any) -> None:
    assert as_user(anna).get(reverse("desk:articles", args=[question.reference])).status_code in (302, 403)
