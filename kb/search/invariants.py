"""What must be true of the search index: it names the articles that are there, and no others."""

from collections.abc import Iterator
from datetime import datetime

from modelsearch.backends import get_search_backend
from wagtail.models import Page

from kb.models import ArticlePage, IndexDue
from kb.search.backend import WhooshSearchBackend
from kb.search.backend.snapshot import Snapshot
from kb.search.backend.store import IndexUnusable


def index_names_the_articles(now: datetime) -> Iterator[str]:
    """Where the index is a folder of ours; the database's own search reads the rows themselves."""
    backend = get_search_backend()
    if not isinstance(backend, WhooshSearchBackend):
        return
    indexed = ArticlePage.get_indexed_objects()
    waiting = IndexDue.objects.values("pk")
    wanted = {str(pk) for pk in indexed.exclude(pk__in=waiting).values_list("pk", flat=True)}
    try:
        found = backend.store(Page).read(_keys)
    except IndexUnusable as error:
        if wanted:
            yield f"The search index can't be read: {error}."
        return
    for pk in sorted(wanted - found, key=int):
        yield f"Article {pk} is not in the search index."
    there = {str(pk) for pk in Page.objects.values_list("pk", flat=True)}
    for pk in sorted(found - there):
        yield f"The search index has page {pk}, which is gone."


def _keys(snapshot: Snapshot) -> set[str]:
    return {str(each["key"]) for each in snapshot.reader.all_stored_fields()}


CHECKS = (index_names_the_articles,)
