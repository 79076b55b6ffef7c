"""Where an article, or a flag on it, comes from. Rooms further up know; they say it only to who may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Origin:
    text: str | Promise
    url: str


# of_article: (article id, who asks) -> where its text comes from. of_flag: (ArticleFlag.about, who asks) -> where it
# was noticed. Both: nothing for who may not see it.
OfArticle = Callable[[int, Any], Origin | None]
OfFlag = Callable[[str, Any], Origin | None]
_registered: list[tuple[OfArticle, OfFlag]] = []


def register(of_article: OfArticle, of_flag: OfFlag) -> None:
    """Call it from AppConfig.ready(); the last one wins."""
    _registered[:] = [(of_article, of_flag)]


def origin_of_article(article_id: int, user: Any) -> Origin | None:
    return next((found for ask, _flag in _registered if (found := ask(article_id, user))), None)


def origin_of_flag(about: str, user: Any) -> Origin | None:
    return next((found for _article, ask in _registered if about and (found := ask(about, user))), None)
