"""SEARCH_URL=database://, and every moment in which the index can't be read."""

import json
from typing import Any

import pytest
from django.test import Client
from modelsearch.backends import get_search_backends

from kb.models import ArticlePage, ArticleWords, TopicPage
from kb.rules import Audience
from kb.search.find import suggest
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import polish_articles, rebuild, search, titles


@pytest.fixture(autouse=True)
def no_index(db: None, settings: Any) -> None:
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {"BACKEND": "wagtail.search.backends.database"},
        "rows": {"BACKEND": "kb.search.rows"},
    }


def test_words_are_found_in_other_forms_and_without_accents() -> None:
    polish_articles()
    assert titles("zwrotu towaru", "pl")[0] == "Jak zwrócić towar?"
    assert titles("zlozyc reklamacje", "pl")[0] == "Jak złożyć reklamację?"
    assert titles("gdzie sa moje paczki", "pl")[0] == "Gdzie jest moja paczka?"


def test_the_text_of_an_article_is_searched_below_its_title(topic: TopicPage) -> None:
    make_article(topic, "Opening hours", body=[("text", "<p>On holidays the warehouse is closed.</p>")])
    make_article(topic, "The warehouse")
    assert titles("warehouse") == ["The warehouse", "Opening hours"]


def test_one_missing_word_hides_nothing(topic: TopicPage) -> None:
    make_article(topic, "Voucher rules")
    assert titles("quantum voucher teleportation") == ["Voucher rules"]
    assert search("quantum").total == 0


def test_the_page_says_nothing_of_repairs_when_there_never_was_an_index(topic: TopicPage, client: Client) -> None:
    make_article(topic, "Voucher rules")
    page = client.get("/help/search/", {"q": "voucher"}).content.decode()
    assert "Voucher</mark> rules" in page
    assert "being repaired" not in page
    found = search("voucher")
    assert (found.engine, found.simplified) == ("database", False)


def test_a_question_is_completed_while_it_is_typed(topic: TopicPage) -> None:
    make_article(topic, "Voucher rules")
    make_article(topic, "Where is my parcel?")
    assert [each.title for each in suggest("vou", language="en", user=None)] == ["Voucher rules"]
    assert [each.title for each in suggest("where is my par", language="en", user=None)] == ["Where is my parcel?"]


def test_answers_in_other_languages_are_offered(topic: TopicPage) -> None:
    make_article(topic, "IBAN of the shop")
    make_article(make_topic("Pomoc", language="pl"), "Numer IBAN sklepu")
    found = search("iban")
    assert [hit.title for hit in found.hits] == ["IBAN of the shop"]
    assert [hit.title for hit in found.others] == ["Numer IBAN sklepu"]


def test_what_may_not_be_read_is_not_found(topic: TopicPage) -> None:
    make_article(topic, "Voucher fraud", audience=Audience.AGENTS)
    make_article(topic, "Voucher draft", live=False)
    expired = make_article(topic, "Voucher of yesterday")
    expired.unpublish()
    assert search("voucher").total == 0
    assert suggest("vou", language="en", user=None) == []


def test_a_changed_article_is_found_by_its_new_words_alone(topic: TopicPage) -> None:
    article = make_article(topic, "Voucher rules")
    article.title = "Gift cards"
    article.save_revision().publish()
    assert titles("gift") == ["Gift cards"]
    assert titles("voucher") == []


def test_a_deleted_article_leaves_no_words(topic: TopicPage) -> None:
    article = make_article(topic, "Voucher rules")
    assert ArticleWords.objects.count() == 1
    ArticlePage.objects.get(pk=article.pk).delete()
    assert not ArticleWords.objects.exists()
    assert titles("voucher") == []


def test_a_rebuild_writes_what_is_missing(topic: TopicPage) -> None:
    article = make_article(topic, "Voucher rules")
    kept = ArticleWords.objects.get(pk=article.pk)
    ArticleWords.objects.all().delete()
    rebuild()
    assert ArticleWords.objects.values().get() == {
        field.attname: getattr(kept, field.attname) for field in ArticleWords._meta.fields
    }


@pytest.mark.parametrize(
    "text",
    ['"', "' OR 1=1 --", "NEAR(a b)", "title : x", "voucher*", "a & b | !c", "\\", "ŉ ﷺ", "-voucher", "s0voucher"],
)
def test_no_text_is_taken_for_the_databases_own_language(topic: TopicPage, text: str) -> None:
    make_article(topic, "Voucher rules")
    search(text)
    suggest(text, language="en", user=None)


def test_a_search_costs_the_same_number_of_queries_for_any_number_of_articles(
    topic: TopicPage, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        make_article(topic, f"Voucher rules {number}")
    with django_assert_max_num_queries(16):
        search("voucher rules")


def test_both_backends_are_kept_up_to_date_by_one_job() -> None:
    names = [type(backend).__module__ for backend in get_search_backends(with_auto_update=True)]
    assert "kb.search.rows" in names, json.dumps(names)
