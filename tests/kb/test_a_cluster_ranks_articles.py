"""SEARCH_URL=elasticsearch://… or opensearch://…: the same answers, and the rows while the cluster is away."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from kb.models import ArticlePage
from kb.search import engine
from kb.search.cluster import asking
from kb.search.cluster.documents import FIELDS, LANGUAGE, WORDS
from kb.search.find import suggest
from kb.search.ranking import Question
from portal.accounts.models import User
from portal.parts.search import search_backends
from tests.kb.cluster import Cluster, a_cluster
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import POLISH, polish_articles, rebuild, search, titles
from tests.kb.test_customers_find_the_answer import FIRST

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["elasticsearch", "opensearch"])
def cluster(request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    with a_cluster(request.param) as found:
        monkeypatch.setenv("SEARCH_URL", found.address())
        _address, settings.WAGTAILSEARCH_BACKENDS = search_backends("SEARCH_URL", "")
        rebuild()
        yield found


def pages(cluster: Cluster) -> Any:
    found = cluster.index("aftercare_wagtailcore_page")
    assert found is not None
    return found


def test_an_index_is_made_anew_and_swapped_in(cluster: Cluster) -> None:
    polish_articles()
    before = set(cluster.indices)
    rebuild()
    assert not before & set(cluster.indices), "the old ones are gone, the alias names the new"
    assert len(pages(cluster).documents) >= len(POLISH)
    properties = pages(cluster).properties
    assert {properties[name]["analyzer"] for name in (*FIELDS, WORDS)} == {"whitespace"}
    assert {properties[name]["similarity"] for name in (*FIELDS, WORDS)} == {"shop"}
    assert properties[LANGUAGE] == {"type": "keyword"}


def test_first_is_the_article_that_answers(cluster: Cluster) -> None:
    polish_articles()
    rebuild()
    assert {question: titles(question, "pl")[:1] for question in FIRST} == {
        asked: [best] for asked, best in FIRST.items()
    }
    assert search("gdzie jest moja paczka", "pl").engine == "cluster"


def test_one_request_asks_in_all_languages(cluster: Cluster) -> None:
    polish_articles()
    rebuild()
    cluster.calls.clear()
    search("gdzie jest moja paczka", "pl")
    assert cluster.calls == [cluster.calls[0]]
    assert cluster.calls[0].endswith("/_msearch")


def test_a_slip_is_understood_and_its_spelling_offered(cluster: Cluster) -> None:
    polish_articles()
    rebuild()
    found = search("gdzie jest moja paczak", "pl")
    assert found.did_you_mean == "gdzie jest moja paczka"
    assert search("gdzie jest moja paczka", "pl").did_you_mean is None


def test_the_results_page_looks_the_same(cluster: Cluster, client: Client) -> None:
    polish_articles()
    rebuild()
    page = client.get("/pl/help/search/?q=zwrot").content.decode()
    assert "<mark>" in page
    assert "Pomoc" in page, "its topic stands there"
    assert "being repaired" not in page
    found = search("zwrot", "pl")
    assert [facet.title for facet in found.facets] == ["Pomoc"]


def test_suggestions_complete_the_last_word(cluster: Cluster) -> None:
    polish_articles()
    rebuild()
    assert suggest("gdzie jest moja pa", language="pl", user=None)[0].title == "Gdzie jest moja paczka?"


def test_an_article_is_found_when_it_is_published_and_not_when_it_is_gone(cluster: Cluster) -> None:
    topic = make_topic()
    article = make_article(topic, "How do I use a voucher?")
    assert titles("voucher") == ["How do I use a voucher?"]
    article.unpublish()
    assert titles("voucher") == [], "the database says who may see it, at once"
    key = str(article.pk)
    article.delete()
    assert key not in pages(cluster).documents


def test_what_nobody_may_see_is_in_no_answer(cluster: Cluster) -> None:
    make_article(make_topic(), "A voucher in secret", live=False)
    rebuild()
    found = search("voucher")
    assert (found.hits, found.total, found.facets) == ([], 0, [])


def test_wagtails_own_search_works_too(cluster: Cluster, eva: User, as_user: Any) -> None:
    polish_articles()
    rebuild()
    cluster.calls.clear()
    ArticlePage.get_indexed_objects()
    assert any(name.endswith("_edgengrams") for name in pages(cluster).properties)


@pytest.mark.parametrize("question", ['" OR *:* {}', "a" * 5000, "\\ [a TO z] żółć~9 \u0000" * 50])
def test_no_question_is_a_language_of_its_own(cluster: Cluster, question: str) -> None:
    polish_articles()
    rebuild()
    assert search(question, "pl").engine == "cluster" or not search(question, "pl").text


def test_while_the_cluster_is_away_the_rows_answer(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    polish_articles()
    rebuild()
    asked: list[Any] = []

    def away(*_said: Any, **_more: Any) -> Any:
        asked.append(1)
        raise OSError("connection refused")

    monkeypatch.setattr(asking.Asked, "send", away)
    monkeypatch.setattr(type(engine.get_search_backend()), "send", away)
    found = search("gdzie jest moja paczka", "pl")
    assert (found.engine, found.simplified) == ("database", True)
    assert found.hits[0].title == "Gdzie jest moja paczka?"
    search("zwrot", "pl")
    assert len(asked) <= 2, "who does not answer is not asked by everybody"


def test_an_index_that_is_gone_asks_for_a_new_one(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    polish_articles()
    rebuild()
    asked: list[Any] = []
    monkeypatch.setattr(
        "kb.search.receivers.rebuild_index", type("Task", (), {"enqueue": lambda self: asked.append(1)})()
    )
    cluster.indices.clear()
    cluster.aliases.clear()
    assert search("paczka", "pl").simplified
    assert asked == [1]


def test_saving_goes_on_while_the_cluster_is_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCH_URL", "opensearch://127.0.0.1:9?plain=1")
    _address, settings.WAGTAILSEARCH_BACKENDS = search_backends("SEARCH_URL", "")
    article = make_article(make_topic(), "How do I use a voucher?")
    assert ArticlePage.objects.get(pk=article.pk).live
    assert titles("voucher") == ["How do I use a voucher?"]


def test_a_synonym_stands_for_its_word_and_not_beside_it() -> None:
    question = Question("parcel", "en")
    question.also = {"shipment": "parcel"}
    [wish, *shapes] = asking.wishes(question, False, {})
    assert len(wish["dis_max"]["queries"]) == 2
    assert all("term" in shape for shape in shapes)


def test_a_question_without_meaning_asks_for_nothing() -> None:
    assert asking.wishes(Question("?!", "en"), False, {}) == [{"match_none": {}}]
