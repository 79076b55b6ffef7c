"""The demo's help centre: every typical question finds its article, every state of an order or case has one."""

import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kb import states
from kb.importing.pages import import_articles
from kb.models import ArticlePage
from portal.dashboard.answers import all_states
from portal.demo.answers import ARTICLES, choose_articles
from portal.demo.files import make_files
from portal.demo.synonyms import make_synonyms
from portal.demo.variables import make_variables
from portal.management.commands.demo import ARTICLES as FOLDER
from returns.rules import STEPS
from tests.kb.searching import indexed_at_the_end, search

NOW = datetime(2026, 3, 1, tzinfo=UTC)
QUESTIONS = Path(__file__).parent / "data" / "customer_questions.toml"
FIRST = 3
LEAST = 0.95


def asked() -> dict[str, dict[str, str]]:
    """By language: what a customer types, and the id of the article that answers."""
    return tomllib.loads(QUESTIONS.read_text("utf-8"))


@pytest.fixture
def demo_articles(own_index: Path, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_variables(NOW)
    make_files()
    with indexed_at_the_end():
        import_articles(FOLDER, NOW)
        make_synonyms()


def test_typical_questions_find_their_article(demo_articles: None, client: Client) -> None:
    """And more about the same pages, because 140 of them take seconds to make."""
    assert Counter(ArticlePage.objects.values_list("locale__language_code", flat=True)).keys() == {"en", "pl", "ru"}
    assert set(Counter(ArticlePage.objects.values_list("translation_key", flat=True)).values()) == {3}
    names = dict(ArticlePage.objects.values_list("pk", "source_id"))
    for language, questions in asked().items():
        assert len(questions) >= 40
        found = {each: [names[hit.page_id] for hit in search(each, language).hits[:FIRST]] for each in questions}
        missed = [f"{each}: {found[each]}" for each, wanted in questions.items() if wanted not in found[each]]
        assert len(missed) <= (1 - LEAST) * len(questions), missed
    choose_articles()
    assert client.get("/pl/help/dostawa/paczkomaty/odbior-z-paczkomatu/").status_code == 200
    assert client.get("/help/team/refund-checklist/").status_code == 404


def test_every_state_has_an_article() -> None:
    """Of orders, parcels, documents and every kind of case, and each way of the guided start."""
    starts = {f"start.{kind}" for kind in STEPS}
    assert ARTICLES.keys() == {key for key, _label in all_states()} | starts
    assert ARTICLES.keys() == {state.key for state in states.known()}
