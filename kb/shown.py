"""What a page shows, noted while it is rendered; what changed, announced after commit.

Whoever keeps finished pages (portal.baking) hears both and throws away exactly the pages that show what changed.
Where nobody keeps pages both cost nothing. A note that is never announced is harmless, an announcement that no page
noted too; a page that shows something without noting it is wrong until it is a day old.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponseBase

# tags: frozenset of notes; soon: True when kept pages may be shown until they are made anew (an order of a list).
changed = Signal()

EVERYTHING = "everything"  # noted by every page: the shop's name, colours, promises
READERS = "readers"  # which articles are read most
SITEMAP = "sitemap"  # the addresses of all public articles

KEEPABLE = "may_be_kept"
Answer = TypeVar("Answer", bound=HttpResponseBase)
_notes: ContextVar[set[str] | None] = ContextVar("notes_of_this_page", default=None)


def page(pk: int) -> str:
    """Something of this page: its text, title, short answer, address. Lists that name it note it, too."""
    return f"page:{pk}"


def body(pk: int) -> str:
    """What only the page itself shows: its pictures, the addresses it links to, its readers' tips."""
    return f"body:{pk}"


def translations(key: UUID | str) -> str:
    """In which languages a page can be read."""
    return f"translations:{key}"


def below(pk: int) -> str:
    """Which articles there are anywhere below a topic or home."""
    return f"below:{pk}"


def articles(language: str) -> str:
    """Which articles there are in a language."""
    return f"articles:{language}"


def tree(language: str) -> str:
    """The topics of a language and the addresses below them; every page of the language notes it by itself."""
    return f"tree:{language}"


def note(*tags: str) -> None:
    """This page shows something of `tags`."""
    notes = _notes.get()
    if notes is not None:
        notes.update(tags)


def is_noted() -> bool:
    """Is it worth a query to find out what to note?"""
    return _notes.get() is not None


@contextmanager
def noting() -> Iterator[set[str]]:
    """Collects what is noted inside."""
    notes: set[str] = set()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def announce(*tags: str, soon: bool = False) -> None:
    """Something of `tags` changed: told once the change is committed."""

    def tell() -> None:
        changed.send(None, tags=frozenset(tags), soon=soon)

    if changed.has_listeners(None):
        # A store that fails must not keep mails and indexing from being queued; tick hears what was missed.
        transaction.on_commit(tell, robust=True)


def keepable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Marks a view whose answer to somebody without cookies is the same for everybody."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return may_be_kept(view(request, *args, **kwargs))

    setattr(marked, KEEPABLE, True)
    return marked


def may_be_kept(response: Answer) -> Answer:
    """Marks an answer of that kind."""
    setattr(response, KEEPABLE, True)
    return response
