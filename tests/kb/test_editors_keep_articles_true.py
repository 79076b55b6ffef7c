"""Due for review: the date came, a value changed, the source changed. And shop variables in the admin."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry

from kb import queries, variables
from kb.editing import due
from kb.models import ArticlePage, RelatedArticle, ShopVariable, TopicPage, VariableChange
from portal.accounts.models import User
from returns.models import ReturnSettings
from tests.kb.makers import make_article, make_topic

SignIn = Callable[[User], Client]
LIST = "/admin/reports/due-for-review/"
VARIABLES = "/admin/shop_variables/"


def titles(client: Client, query: str = "") -> list[str]:
    return [article.title for article in client.get(f"{LIST}{query}").context["object_list"]]


def reasons(client: Client, title: str) -> str:
    page = BeautifulSoup(client.get(LIST).content, "html.parser")
    row = next(row for row in page.select("tbody tr") if title in row.text)
    return " ".join(row.select_one(".kb-reasons").text.split())


def translated(article: ArticlePage, title: str) -> ArticlePage:
    return make_article(make_topic("Dostawa", "pl"), title, translation_key=article.translation_key)


def publish(article: ArticlePage, **fields: Any) -> ArticlePage:
    article = ArticlePage.objects.get(pk=article.pk)
    for name, value in fields.items():
        setattr(article, name, value)
    article.save_revision().publish()
    return article


# --- Due for review --------------------------------------------------------------------------


def test_every_reason_stands_in_the_list(as_user: SignIn, eva: User, topic: TopicPage) -> None:
    today = timezone.localdate()
    ReturnSettings(return_days=30).save()
    make_article(topic, "Old?", review_date=today)
    make_article(topic, "Fresh?", review_date=today + timedelta(days=1))
    make_article(topic, "How long?", short_answer="{{ return_days|days }}")
    source = make_article(topic, "Where?")
    translated(source, "Gdzie?")
    ReturnSettings.objects.update(return_days=14)
    ReturnSettings.load().save()
    publish(source, short_answer="Somewhere else now.")
    client = as_user(eva)
    assert set(titles(client)) == {"Old?", "How long?", "Gdzie?"}
    assert "Review was due on" in reasons(client, "Old?")
    assert "return_days 30 → 14" in reasons(client, "How long?")
    assert "Its source changed on" in reasons(client, "Gdzie?")
    assert titles(client, "?language=pl") == ["Gdzie?"]
    assert titles(client, "?why=date") == ["Old?"]
    assert titles(client, "?why=value") == titles(client, "?variable=return_days") == ["How long?"]
    assert titles(client, "?why=source") == ["Gdzie?"]


def test_it_can_be_taken_along_as_a_table(as_user: SignIn, eva: User, topic: TopicPage) -> None:
    make_article(topic, "Old?", review_date=date(2026, 1, 5), owner=eva)
    lines = b"".join(as_user(eva).get(f"{LIST}?export=csv")).decode().splitlines()
    assert lines[1] == f"Old?,en,{eva},2026-01-05,The date for it came"


def test_reviewed_today_clears_every_reason_and_sets_the_next_date(
    as_user: SignIn, eva: User, topic: TopicPage
) -> None:
    article = make_article(topic, "Old?", review_date=date(2026, 1, 5))
    VariableChange.objects.create(article=article, name="return_days", old="30", new="14", noted_at=timezone.now())
    published_at = article.last_published_at
    client = as_user(eva)
    client.get("/admin/")
    assert client.post(f"{LIST}{article.pk}/reviewed/", {"next": LIST}).url == LIST
    article.refresh_from_db()
    assert article.review_date == timezone.localdate() + due.NEXT_REVIEW
    assert article.last_published_at == published_at
    assert titles(client) == []
    assert PageLogEntry.objects.get(action=due.REVIEWED).user == eva
    assert publish(article.get_latest_revision_as_object()).review_date == article.review_date


def test_a_reviewed_translation_is_true_to_its_source_again(as_user: SignIn, eva: User, topic: TopicPage) -> None:
    source = make_article(topic, "Where?")
    polish = translated(source, "Gdzie?")
    publish(source, short_answer="Somewhere else now.")
    client = as_user(eva)
    client.post(f"{LIST}{polish.pk}/reviewed/", {"next": "https://example.com/"})
    assert titles(client) == []


@pytest.mark.parametrize("name", ["anna", "mia"])
def test_others_cannot_say_that_an_article_is_true(
    request: pytest.FixtureRequest, as_user: SignIn, topic: TopicPage, name: str
) -> None:
    article = make_article(topic, "Old?", review_date=date(2026, 1, 5))
    client = as_user(request.getfixturevalue(name))
    assert client.post(f"{LIST}{article.pk}/reviewed/").status_code in (302, 403)
    assert ArticlePage.objects.get(pk=article.pk).review_date == date(2026, 1, 5)
    assert client.get(LIST).status_code in (302, 403)


def test_a_small_correction_leaves_translations_true(topic: TopicPage) -> None:
    source = make_article(topic, "Where?")
    translated(source, "Gdzie?")
    publish(source, short_answer="A comma, only.", small_edit=True)
    assert not due.due(timezone.localdate())
    # The next edit is a full one again.
    assert not ArticlePage.objects.get(pk=source.pk).small_edit
    publish(source, short_answer="Another answer.")
    assert [article.title for article in due.due(timezone.localdate())] == ["Gdzie?"]
    publish(source, short_answer="Another, answer.", small_edit=True)
    assert [article.title for article in due.due(timezone.localdate())] == ["Gdzie?"]


def test_a_translation_published_first_is_not_behind(topic: TopicPage) -> None:
    source = make_article(topic, "Where?", live=False)
    translated(source, "Gdzie?")
    publish(source)
    assert not due.due(timezone.localdate())


def test_an_old_draft_does_not_turn_the_clock_back(topic: TopicPage) -> None:
    source = make_article(topic, "Where?")
    polish = translated(source, "Gdzie?")
    draft = ArticlePage.objects.get(pk=polish.pk).save_revision()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        publish(source, short_answer="Another answer.")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        due.reviewed(ArticlePage.objects.get(pk=polish.pk), None, timezone.now())
        draft.refresh_from_db()
        draft.content["small_edit"] = True
        draft.save()
        draft.publish()
    assert not due.due(timezone.localdate())


def test_more_articles_need_no_more_queries(as_user: SignIn, eva: User, topic: TopicPage) -> None:
    client = as_user(eva)

    def queries_of_the_list() -> int:
        client.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        return len(seen)

    def late(title: str) -> None:
        article = make_article(topic, title, review_date=date(2026, 1, 5), owner=eva)
        VariableChange.objects.create(article=article, name="x", noted_at=timezone.now())

    late("One?")
    few = queries_of_the_list()
    for number in range(4):
        late(f"Another {number}?")
    assert queries_of_the_list() == few


def test_only_staff_can_be_asked_to_keep_an_article_true(
    as_user: SignIn, anna: User, eva: User, article: ArticlePage
) -> None:
    form = as_user(eva).get(f"/admin/pages/{article.pk}/edit/").context["form"]
    offered = set(form.fields["owner"].queryset)
    assert eva in offered
    assert anna not in offered


# --- Related articles ------------------------------------------------------------------------


def test_chosen_articles_come_instead_of_computed_ones(topic: TopicPage, anna: User) -> None:
    article = make_article(topic, "Where?")
    make_article(topic, "Neighbour?")
    far = make_article(make_topic("Payment"), "How to pay?")
    hidden = make_article(topic, "Inside?", audience="agents")
    assert next(link.title for link in queries.related_articles(article, None)) == "Neighbour?"
    article.chosen = [RelatedArticle(related=hidden), RelatedArticle(related=far)]
    article.save_revision().publish()
    article = ArticlePage.objects.get(pk=article.pk)
    assert [link.title for link in queries.related_articles(article, anna)] == ["How to pay?"]
    article.chosen = [RelatedArticle(related=hidden)]
    article.save_revision().publish()
    assert "Neighbour?" in [link.title for link in queries.related_articles(article, None)]


def test_a_translation_shows_the_chosen_ones_in_its_language(topic: TopicPage) -> None:
    source, far = make_article(topic, "Where?"), make_article(make_topic("Payment"), "How to pay?")
    polish = translated(source, "Gdzie?")
    polish_far = make_article(make_topic("Płatność", "pl"), "Jak zapłacić?", translation_key=far.translation_key)
    polish.chosen = [RelatedArticle(related=far)]
    polish.save_revision().publish()
    polish = ArticlePage.objects.get(pk=polish.pk)
    assert [link.pk for link in queries.related_articles(polish, None)] == [polish_far.pk]


# --- Shop variables in the admin -------------------------------------------------------------


def lines_of(client: Client) -> dict[str, list[str]]:
    page = BeautifulSoup(client.get(VARIABLES).content, "html.parser")
    rows = page.select(".kb-variables tbody tr")
    return {row.select_one("code").text: [" ".join(cell.text.split()) for cell in row.select("td")] for row in rows}


def test_all_values_are_listed_with_who_uses_them(as_user: SignIn, eva: User, topic: TopicPage) -> None:
    ReturnSettings(return_days=30).save()
    make_article(topic, "How long?", short_answer="{{ return_days|days }}")
    client = as_user(eva)
    told = lines_of(client)["{{ return_days }}"]
    assert told == ["Days to send something back", "30", "30", "30", "1 article"]
    assert "How long?" in client.get(f"{VARIABLES}uses/return_days/").content.decode()
    assert client.get(f"{VARIABLES}uses/nothing/").status_code == 404


def test_an_editor_adds_changes_and_removes_one(as_user: SignIn, eva: User, topic: TopicPage) -> None:
    client = as_user(eva)
    written = {"name": "free_from", "label": "Free delivery from", "value_en": "€50", "value_pl": "199 zł"}
    assert client.post(f"{VARIABLES}new/", written).status_code == 302
    make_article(topic, "What does it cost?", short_answer="Free from {{ free_from }}.")
    assert lines_of(client)["{{ free_from }}"] == ["Free delivery from", "€50", "199 zł", "€50", "1 article"]
    row = ShopVariable.objects.get()
    client.post(f"{VARIABLES}edit/{row.pk}/", written | {"value_en": "€60"})
    assert variables.filled("{{ free_from }}", "en") == "€60"
    change = VariableChange.objects.get()
    assert (change.old, change.new) == ("€50", "€60")
    client.post(f"{VARIABLES}delete/{row.pk}/")
    assert lines_of(client)["{{ free_from }}"][0].startswith("It no longer exists")
    assert VariableChange.objects.get().gone


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": "return_days"}, "This name is taken"),
        ({"name": "order_number"}, "This name is taken"),
        ({"name": "Free From"}, "Use small letters"),
        ({"value_en": " "}, "Write the value in at least one language"),
    ],
)
def test_what_cannot_be_a_variable_is_refused(as_user: SignIn, eva: User, fields: dict[str, str], error: str) -> None:
    written = {"name": "free_from", "label": "Free", "value_en": "€50"} | fields
    assert error in as_user(eva).post(f"{VARIABLES}new/", written).content.decode()
    assert not ShopVariable.objects.exists()


def test_agents_and_customers_keep_their_hands_off(as_user: SignIn, mia: User, anna: User) -> None:
    for reader in (mia, anna):
        assert as_user(reader).get(VARIABLES).status_code in (302, 403)
        assert as_user(reader).get(f"{VARIABLES}new/").status_code in (302, 403)


def test_the_next_review_is_counted_from_the_day_as_editors_see_it(topic: TopicPage) -> None:
    article = make_article(topic)
    with timezone.override("Europe/Warsaw"):
        due.reviewed(article, None, datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    article.refresh_from_db()
    assert article.review_date == date(2026, 11, 23) + due.NEXT_REVIEW
