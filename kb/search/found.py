"""Found articles as they are read for a results page: only the columns it shows, and each text is made once."""

from dataclasses import dataclass
from functools import cached_property

from kb.access import visible_to
from kb.models import ArticlePage
from kb.rules import Reader
from kb.search.engine import in_order

NAMED = ("title", "path", "url_path", "locale__language_code")
WORDED = (*NAMED, "short_answer", "body")


@dataclass(frozen=True)
class Found:
    article: ArticlePage

    @cached_property
    def code(self) -> str:
        """Of its language."""
        return self.article.locale.language_code

    @cached_property
    def summary(self) -> str:
        return self.article.summary

    @cached_property
    def text(self) -> str:
        return self.article.text

    @property
    def all_words(self) -> str:
        return f"{self.article.title} {self.summary} {self.text}"


def read(user: Reader | None, keys: list[int]) -> list[Found]:
    """These articles as far as this reader may see them, in this order. One query."""
    if not keys:
        return []
    rows = visible_to(user).filter(pk__in=keys).order_by().only(*WORDED)
    return [Found(article) for article in in_order(keys, rows)]


def named(user: Reader | None, keys: list[int]) -> list[ArticlePage]:
    """The same with nothing but title and address."""
    return in_order(keys, visible_to(user).filter(pk__in=keys).order_by().only(*NAMED)) if keys else []
