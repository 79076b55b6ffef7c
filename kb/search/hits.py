"""Articles as they stand on a results page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from wagtail.models import Page

from kb.search.engine import Answers
from kb.search.facets import Topics
from kb.search.found import Found
from kb.search.highlight import Wanted, mark, snippet


@dataclass(frozen=True, slots=True)
class Hit:
    """An article on a results page. marked_title and snippet are safe HTML; language is what it calls itself."""

    page_id: int
    title: str
    marked_title: SafeString
    url: str
    snippet: SafeString
    topic: str
    language: str
    language_code: str
    # An editor has chosen it for this question.
    recommended: bool = False


@dataclass(frozen=True)
class HitMaker:
    """`said`: for recommended articles, by page id, what the editor says about them, or ""."""

    answered: Answers
    topics: Topics
    said: Mapping[int, str]
    # With the request at hand Wagtail looks up the site's root once for the whole page.
    roots: object = field(default_factory=SimpleNamespace)
    # By language, for all hits of a page.
    _compared: dict[str, Wanted] = field(default_factory=dict)

    def hit(self, found: Found) -> Hit:
        article, code = found.article, found.code
        wanted = self._compared.get(code) or self._compared.setdefault(code, self._wanted(code))
        said = self.said.get(article.pk, "")
        return Hit(
            page_id=article.pk,
            title=article.title,
            marked_title=mark(article.title, wanted),
            url=address(article, self.roots),
            snippet=escape(said) if said else snippet(article.title, found.summary, found.text, wanted),
            topic=self.topics.title(article.path),
            language=get_language_info(code)["name_local"],
            language_code=code,
            recommended=article.pk in self.said,
        )

    def _wanted(self, code: str) -> Wanted:
        question = self.answered.questions[code]
        guessed = [token for tokens in self.answered.guesses[code].values() for token in tokens]
        return Wanted.of(code, [*question.tokens, *question.also, *guessed], question.words)


def address(page: Page, roots: HttpRequest | object) -> str:
    parts = page.get_url_parts(roots)
    return parts[2] or "" if parts else ""
