"""An article that the index lost, one it should have forgotten, an index that can't be read: each is named."""

import shutil
from pathlib import Path

import pytest
from django.utils import timezone
from modelsearch.backends import get_search_backend

from kb.models import ArticlePage
from kb.search.invariants import index_names_the_articles
from tests.kb.makers import make_article
from tests.kb.searching import rebuild

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return list(index_names_the_articles(timezone.now()))


def test_what_is_missing_or_gone_is_named(own_index: Path) -> None:
    article = make_article()
    rebuild()
    assert found() == []
    other = make_article(title="Second")
    assert found() == [f"Article {other.pk} is not in the search index."]
    pk = article.pk
    rebuild()
    ArticlePage.objects.filter(pk=pk).delete()
    assert found() == [f"The search index has page {pk}, which is gone."]


def test_an_index_that_is_away_is_named_when_there_is_something_to_find(own_index: Path) -> None:
    shutil.rmtree(own_index)
    get_search_backend()
    assert found() == []
    make_article()
    assert len(found()) == 1
    assert found()[0].startswith("The search index can't be read")
