"""Which articles answer a question, best first: from the index, or from the database while there is none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from django.conf import settings
from modelsearch.backends import get_search_backend
from wagtail.models import Page

from kb.access import visible_to
from kb.models import ArticlePage
from kb.rules import Reader
from kb.search.analysis import analysis
from kb.search.backend import WhooshSearchBackend
from kb.search.backend.snapshot import Snapshot
from kb.search.backend.store import IndexUnusable, Store
from kb.search.ranking import SYNONYM, Question, Ranker, Ranking
from kb.search.synonyms import NOTHING, thesauri

Engine = Literal["whoosh", "database"]
KIND = ArticlePage._meta.label_lower
MOST_READ = 2_000


@dataclass
class Answers:
    """Visible articles by language, best first, and how each language understood the question."""

    engine: Engine
    # The index is broken and the database stands in for it.
    simplified: bool = False
    keys: dict[str, list[int]] = field(default_factory=dict)
    guesses: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)


def languages(first: str) -> list[str]:
    """The site's languages, the reader's first."""
    return list(dict.fromkeys([first, *(code for code, _name in settings.LANGUAGES)]))


def article_store() -> Store | None:
    """The index of pages, when the site searches with Whoosh."""
    backend = get_search_backend()
    return backend.store(Page) if isinstance(backend, WhooshSearchBackend) else None


def answers(text: str, first: str, user: Reader | None, limit: int, completing: bool = False) -> Answers:
    """What this reader may see of the best `limit` answers in each language."""
    store = article_store()
    questions = _understood(text, [first] if completing else languages(first))
    if store is None:
        return _from_database(questions, user, limit, simplified=False)
    try:
        return _from_index(store, questions, user, limit, completing)
    except IndexUnusable:
        return _from_database(questions, user, limit, simplified=True)


def _understood(text: str, wanted: list[str]) -> dict[str, Question]:
    """The question in each language, with the words that editors say mean the same there."""
    known = thesauri()
    questions = {code: Question(text, code) for code in wanted}
    for code, question in questions.items():
        question.also = known.get(code, NOTHING).also(question.tokens)
    return questions


def _from_index(
    store: Store, questions: dict[str, Question], user: Reader | None, limit: int, completing: bool
) -> Answers:
    first = next(iter(questions))
    depth = limit * 2
    while True:
        rankings = store.read(partial(_rank, questions=questions, depth=depth, completing=completing))
        hits = {int(key) for ranking in rankings.values() for key, _score in ranking.hits}
        visible = set(visible_to(user).filter(pk__in=hits).order_by().values_list("pk", flat=True))
        keys = {
            code: [int(key) for key, _score in ranking.hits if int(key) in visible][:limit]
            for code, ranking in rankings.items()
        }
        full = len(rankings[first].hits) < depth or len(keys[first]) == limit
        # What a reader may not see must not push out what they may: look deeper.
        if full:
            guesses = {code: ranking.guesses for code, ranking in rankings.items()}
            return Answers("whoosh", False, keys, guesses, questions)
        depth *= 8


def _rank(snapshot: Snapshot, questions: dict[str, Question], depth: int, completing: bool) -> dict[str, Ranking]:
    rankings: dict[str, Ranking] = {}
    for code, question in questions.items():
        # A word that another language spells almost alike is a coincidence, unless the reader's own knows nothing.
        guessing = not any(ranking.hits for ranking in rankings.values())
        rankings[code] = Ranker(snapshot, KIND, code).rank(question, depth, completing=completing, guessing=guessing)
    return rankings


def _from_database(questions: dict[str, Question], user: Reader | None, limit: int, simplified: bool) -> Answers:
    """Counts the words of titles and short answers. Reads a bounded number of rows and puts no word into SQL."""
    rows = (
        visible_to(user)
        .filter(locale__language_code__in=questions)
        .order_by("-pk")
        .values_list("pk", "locale__language_code", "title", "short_answer")[:MOST_READ]
    )
    scored: dict[str, list[tuple[float, int]]] = {code: [] for code in questions}
    for pk, code, title, summary in rows:
        score = 2 * _common(questions[code], title) + _common(questions[code], summary)
        if score:
            scored[code].append((-score, pk))
    keys = {code: [pk for _score, pk in sorted(found)[:limit]] for code, found in scored.items()}
    return Answers("database", simplified, keys, {code: {} for code in questions}, questions)


def _common(question: Question, text: str) -> float:
    tokens = {analysis.token(word, question.language) for word in analysis.split(text)}
    return len(tokens.intersection(question.tokens)) + SYNONYM * len(tokens.intersection(question.also))


def in_order(keys: list[int], rows: Iterable[Any]) -> list[Any]:
    """Rows in the order of their keys; keys without a row are left out."""
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys if key in found]
