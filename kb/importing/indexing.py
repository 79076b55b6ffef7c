"""Many pages at once go into the search index together: one commit for a hundred, not one for each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch.backends import get_search_backends
from modelsearch.signal_handlers import post_save_signal_handler

from kb.models import ArticlePage, IndexDue
from kb.search.backend.store import LockTimeout


@contextmanager
def indexed_together() -> Iterator[Callable[[list[ArticlePage]], None]]:
    """Inside, saving an article asks for no indexing of its own; call what this gives with those that changed.

    A process killed in between loses nothing: publishing left a row that says what is due (kb.search.due).
    """
    post_save.disconnect(post_save_signal_handler, sender=ArticlePage)
    try:
        yield index
    finally:
        post_save.connect(post_save_signal_handler, sender=ArticlePage)


def index(pages: list[ArticlePage]) -> None:
    keys = [page.pk for page in pages]
    if not keys:
        return
    try:
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(ArticlePage, list(ArticlePage.get_indexed_objects().filter(pk__in=keys)))
    except LockTimeout:
        return  # the rows stay, tick does it
    IndexDue.objects.filter(pk__in=keys).delete()
