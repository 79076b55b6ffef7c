"""A second modelsearch backend beside the index: keeps every article's words as a row, for when there is no index.

The same job writes both. Nothing is asked of it through modelsearch; `kb.search.engine` reads the rows itself.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from modelsearch.backends.base import BaseIndex, BaseSearchBackend

from kb.models import ArticlePage
from kb.search.rows.words import keep
from kb.search.semantic import making

# An editor's change; a rebuild leaves the vectors to tick.
AT_ONCE = 10


class ArticleRows(BaseIndex):
    def __str__(self) -> str:
        return "words of articles"

    def add_items(self, model: type[Any], items: Iterable[Any]) -> None:
        articles = [item for item in items if isinstance(item, ArticlePage)]
        keep(articles)
        if len(articles) <= AT_ONCE:
            transaction.on_commit(partial(making.queue, articles))


class Filling:
    """Rows of articles that are gone went with them, so there is nothing to begin or end."""

    def __init__(self, index: ArticleRows) -> None:
        self.index = index

    def start(self) -> ArticleRows:
        return self.index

    def finish(self) -> None:
        return None


class RowsBackend(BaseSearchBackend):
    index_class = ArticleRows
    rebuilder_class = Filling
    catch_indexing_errors = True


SearchBackend = RowsBackend
