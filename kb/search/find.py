"""find() answers a question with a page of articles, suggest() completes one that is being typed."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from wagtail.models import Page

from kb.access import visible_to
from kb.models import ArticlePage, TopicPage
from kb.rules import Reader
from kb.search.analysis import WORD, analysis
from kb.search.engine import Answers, Engine, answers, in_order
from kb.search.highlight import Wanted, mark, snippet
from kb.search.ranking import LONGEST_QUESTION

PAGE_SIZE = 10
MOST_RESULTS = 100
MOST_OTHERS = 3


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


@dataclass(frozen=True, slots=True)
class SearchResults:
    text: str
    hits: list[Hit] = field(default_factory=list)
    # Articles in the site's other languages that answer the question too.
    others: list[Hit] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    did_you_mean: str | None = None
    engine: Engine = "whoosh"
    simplified: bool = False

    @property
    def first_place(self) -> int:
        """The place among all results of the first one on this page."""
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 if self.page > 1 else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    page_id: int
    title: str
    url: str


def clean(text: str) -> str:
    """What is searched for: no control characters, single spaces, not longer than any question."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] == "C" else letter for letter in text[: LONGEST_QUESTION * 4]
    )
    return " ".join(kept.split())[:LONGEST_QUESTION].strip()


def find(
    text: str, *, language: str, user: Reader | None, page: int = 1, request: HttpRequest | None = None
) -> SearchResults:
    """The articles that answer a question, in the reader's language, and a few in the others.

    Shows only what this reader may see, also in the total and in "did you mean". With the request at hand Wagtail
    looks up the site's root once for the whole page.
    """
    text = clean(text)
    if not text:
        return SearchResults(text)
    found = answers(text, language, user, MOST_RESULTS)
    keys = found.keys[language]
    pages = max(1, -(-len(keys) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = keys[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    elsewhere = [key for code, other in found.keys.items() if code != language for key in other[:MOST_OTHERS]]
    articles = in_order([*shown, *(elsewhere if page == 1 else [])], _readable(user, [*shown, *elsewhere]))
    hits = _hits(articles, found, request)
    return SearchResults(
        text=text,
        hits=[hit for hit in hits if hit.language_code == language],
        others=[hit for hit in hits if hit.language_code != language],
        total=len(keys),
        page=page,
        pages=pages,
        did_you_mean=_did_you_mean(text, language, found.guesses[language], articles),
        engine=found.engine,
        simplified=found.simplified,
    )


def suggest(
    text: str, *, language: str, user: Reader | None, limit: int = 6, request: HttpRequest | None = None
) -> list[Suggestion]:
    """Questions that begin like, or are about, what is being typed."""
    text = clean(text)
    if len(text) < 2:
        return []
    keys = answers(text, language, user, limit, completing=True).keys[language]
    roots = request or SimpleNamespace()
    return [Suggestion(each.pk, each.title, _address(each, roots)) for each in in_order(keys, _readable(user, keys))]


def _readable(user: Reader | None, keys: list[int]) -> Any:
    return visible_to(user).filter(pk__in=keys).select_related("locale")


def _address(page: Page, roots: object) -> str:
    parts = page.get_url_parts(roots)
    return parts[2] or "" if parts else ""


def text_of(article: ArticlePage) -> str:
    """The words of an article's body."""
    return " ".join(strip_tags(str(part)) for part in article.body.stream_block.get_searchable_content(article.body))


def _hits(articles: list[ArticlePage], answered: Answers, request: HttpRequest | None) -> list[Hit]:
    parents = {each.path[: -Page.steplen] for each in articles}
    topics = dict(TopicPage.objects.filter(path__in=parents).values_list("path", "title"))
    roots = request or SimpleNamespace()
    found = []
    for each in articles:
        code = each.locale.language_code
        question = answered.questions[code]
        guessed = [token for tokens in answered.guesses[code].values() for token in tokens]
        wanted = Wanted.of(code, [*question.tokens, *question.also, *guessed], question.words)
        found.append(
            Hit(
                page_id=each.pk,
                title=each.title,
                marked_title=mark(each.title, wanted),
                url=_address(each, roots),
                snippet=snippet(each.title, each.short_answer, text_of(each), wanted),
                topic=topics.get(each.path[: -Page.steplen], ""),
                language=get_language_info(code)["name_local"],
                language_code=code,
            )
        )
    return found


def _did_you_mean(text: str, language: str, guesses: dict[str, list[str]], articles: list[ArticlePage]) -> str | None:
    """The question with its unknown words spelt as the articles found spell them.

    Read from articles on this very page, so it can't give away a word of one that the reader may not see.
    """
    if not any(guesses.values()):
        return None
    seen: dict[str, Counter[str]] = {}
    for each in articles:
        if each.locale.language_code == language:
            for word in analysis.split(f"{each.title} {each.short_answer} {text_of(each)}"):
                seen.setdefault(analysis.token(word, language), Counter())[word] += 1
    better = {}
    for word, tokens in guesses.items():
        spelt: Counter[str] = sum((seen.get(token, Counter()) for token in tokens), Counter())
        if spelt:
            better[word] = max(spelt, key=lambda other: (len(_prefix(word, other)), spelt[other], other))
    proposal = WORD.sub(lambda match: better.get(match.group().lower(), match.group()), text)
    return proposal if proposal != text else None


def _prefix(first: str, second: str) -> str:
    """The letters two words have in common at their ends, both sides together."""
    start = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), len(first))
    rest = zip(reversed(first[start:]), reversed(second[start:]), strict=False)
    end = next((at for at, pair in enumerate(rest) if pair[0] != pair[1]), 0)
    return first[:start] + first[len(first) - end :]
