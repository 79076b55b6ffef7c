"""An article that the index lost, one it should have forgotten, an index that can't be read: each is named."""

import shutil
from pathlib import Path
from unittest import mock

import pytest
from django.utils import timezone
from modelsearch.backends import get_search_backend

from kb.models import ArticlePage, IndexDue
from kb.search.backend.index import WhooshIndex
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
    get_search_backend().get_index_for_model(ArticlePage).delete_item(article)
    assert found() == [f"Article {article.pk} is not in the search index."]
    rebuild()
    pk = article.pk
    with mock.patch.object(WhooshIndex, "delete_item"):
        article.delete()
    assert found() == [f"The search index has page {pk}, which is gone."]


def test_an_index_that_is_away_is_named(own_index: Path) -> None:
    publish("First")
    shutil.rmtree(own_index)
    (said,) = found()
    assert said.startswith("The search index can't be read")
