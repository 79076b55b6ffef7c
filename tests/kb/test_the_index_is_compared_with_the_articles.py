"""An article that the index lost, one it should have forgotten, an index that can't be read: each is named."""

import shutil
from pathlib import Path

import pytest
from django.utils import timezone
from modelsearch.backends import get_search_backend

from kb.models import ArticlePage, IndexDue
from kb.search.invariants import index_names_the_articles
from tests.kb.makers import make_article, make_topic
from tests.kb.searching import rebuild

pytestmark = pytest.mark.django_db


def publish(title: str) -> ArticlePage:
    """Nothing waits to be indexed: as when the index lost it."""
    article = make_article(make_topic(f"About {title}"), title)
    IndexDue.objects.all().delete()
    return article


def found() -> list[str]:
    return list(index_names_the_articles(timezone.now()))


def test_what_is_missing_or_gone_is_named(own_index: Path) -> None:
    article = publish("First")
    rebuild()
    assert found() == []
    other = publish("Second")
    assert found() == [f"Article {other.pk} is not in the search index."]
    pk = article.pk
    rebuild()
    ArticlePage.objects.filter(pk=pk).delete()
    assert found() == [f"The search index has page {pk}, which is gone."]


def test_an_index_that_is_away_is_named_when_there_is_something_to_find(own_index: Path) -> None:
    shutil.rmtree(own_index)
    get_search_backend()
    assert found() == []
    publish("First")
    assert len(found()) == 1
    assert found()[0].startswith("The search index can't be read")
