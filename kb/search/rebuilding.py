"""`manage.py update_index`, without holding the database for as long as it runs.

Wagtail's reads all rows in one transaction; on SQLite that keeps everybody else from writing for half a minute.
Nothing is missed here either: what is saved meanwhile is in the journal of the rebuild.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from modelsearch.management.commands.rebuild_modelsearch_index import Command as Rebuild
from wagtail.models import Locale, Page

from kb.models import ArticlePage, Tip, TopicPage

CHUNK = 500


class Command(Rebuild):
    help = "Reads everything that can be searched into fresh indexes. Searching and saving go on meanwhile."

    def handle(self, **options: Any) -> None:
        with collecting_later():
            super().handle(**options)

    def queryset_chunks(self, qs: QuerySet[Any], chunk_size: int = CHUNK) -> Iterator[list[Any]]:
        """The rows in the order of their keys."""
        found = list(qs[:chunk_size])
        while found:
            read_ahead(found)
            yield found
            found = list(qs.filter(pk__gt=found[-1].pk)[:chunk_size])


@contextmanager
def collecting_later() -> Iterator[None]:
    """Millions of small things that all stay: looking through them for rubbish takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_ahead(pages: list[Any]) -> None:
    """What articles would each ask for one by one: language, title of the topic, readers' tips. Three queries."""
    articles = [page for page in pages if isinstance(page, ArticlePage)]
    if not articles:
        return
    locales = Locale.objects.in_bulk()
    above = {page.path[: -Page.steplen] for page in articles}
    titles = dict(TopicPage.objects.filter(path__in=above).values_list("path", "title"))
    tips: dict[int, list[str]] = {}
    accepted = Tip.objects.filter(state=Tip.State.ACCEPTED, article__in=articles).order_by("pk")
    for pk, text in accepted.values_list("article_id", "text"):
        tips.setdefault(pk, []).append(text)
    for article in articles:
        article.locale = locales[article.locale_id]
        article.tips_text = tips.get(article.pk, [])
        if article.path[: -Page.steplen] in titles:
            article.topic_title = titles[article.path[: -Page.steplen]]
