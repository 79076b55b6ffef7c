"""Answers that editors recommend for a question, kept in Wagtail's own "Promoted search results".

A recommendation is meant for the question, not for its spelling: other endings, missing accents, small slips and
words without meaning make no difference. Only Wagtail's promotions are used: its own log of searches keeps texts as
they were typed, ours (kb.search.log) does not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from wagtail.contrib.search_promotions.models import SearchPromotion

from kb.search.analysis import analysis
from kb.search.engine import Answers
from kb.search.ranking import Question

MOST_PROMOTIONS = 2_000
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Link:
    """An address outside the help centre that editors recommend."""

    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Promoted:
    """What fits a question: articles by translation key, each with the editor's own words about it, or ""."""

    articles: Mapping[UUID, str] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


def promoted(answered: Answers, language: str) -> Promoted:
    """One query, however many promotions and answers there are. Says nothing yet about who may read the articles."""
    rows = SearchPromotion.objects.order_by("sort_order", "pk").values_list(
        "query__query_string",
        "page__translation_key",
        "page__locale__language_code",
        "description",
        "external_link_text",
        "external_link_url",
    )
    articles: dict[UUID, str] = {}
    links: list[Link] = []
    for words, key, code, text, link_title, link_url in rows[:MOST_PROMOTIONS]:
        # In the language of the article, or as somebody asks who reads the site in this one.
        if not any(_meant(words, each, answered) for each in dict.fromkeys([code or language, language])):
            continue
        if key:
            articles.setdefault(key, text)
        elif link_url.startswith(("https://", "http://")):
            links.append(Link(link_title or link_url, link_url, text))
    return Promoted(dict(list(articles.items())[:MOST_SHOWN]), links[:MOST_SHOWN])


def _meant(words: str, code: str, answered: Answers) -> bool:
    question = answered.questions.get(code)
    return question is not None and meant(words, question, answered.guesses.get(code, {}))


def meant(words: str, question: Question, guesses: Mapping[str, Iterable[str]]) -> bool:
    """Does a question ask for the same as these words: the same stems, each word or what it was taken for?"""
    wanted = _stems(words, question.language)
    asked = zip(question.words, question.tokens, strict=True)
    each = [{token, *guesses.get(word, ())} for word, token in asked]
    return bool(wanted and each) and all(wanted & one for one in each) and wanted.issubset(set().union(*each))


@lru_cache(maxsize=3 * MOST_PROMOTIONS)
def _stems(words: str, language: str) -> frozenset[str]:
    return frozenset(filter(None, (analysis.token(word, language) for word in analysis.split(words))))
