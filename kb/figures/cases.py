"""What cases tell the help centre, as numbers. Rooms further up register who counts them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """Closed cases of one kind and language in which nobody sent an article.

    `url` lists such cases for people with the permission. Not a topic: nothing is known but the kind, and nobody can
    write an article about "Question".
    """

    language: str
    label: str | Promise
    cases: int
    url: str = ""
    permission: str = ""
    is_topic: bool = True


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """Two counters, both for days from and to, inclusive."""

    without_article: Callable[[date, date], list[CaseGroup]]
    # By article id: cases whose customer had read it, and cases in which it was sent.
    by_article: Callable[[date, date, list[int]], Mapping[int, "ArticleCases"]]


@dataclass(frozen=True, slots=True)
class ArticleCases:
    """None: not known in this shop."""

    came_from: int | None = None
    sent_in: int | None = None
    opened_in: int | None = None
    # Of those whose week is over: after how many the customer had no further word.
    closed: int | None = None
    settled: int | None = None


def closing(found: ArticleCases) -> str | None:
    """3 / 5: of five sendings whose week is over three were the last word. None as long as there is none."""
    return f"{found.closed} / {found.settled}" if found.settled else None


_registered: list[CaseFigures] = []


def register(figures: CaseFigures) -> None:
    _registered[:] = [figures]


def without_article(since: date, until: date) -> list[CaseGroup]:
    return [group for figures in _registered for group in figures.without_article(since, until)]


def of_article(article_id: int, since: date, until: date) -> ArticleCases:
    for figures in _registered:
        return figures.by_article(since, until, [article_id]).get(article_id, ArticleCases(0, 0, 0, 0, 0))
    return ArticleCases()
