"""Which articles answer a question, best first: from the index, or from the database's rows while there is none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Any, Literal, TypeAlias

from django.conf import settings
from django.db.models import CharField
from django.db.models.functions import Cast
from modelsearch.backends import get_search_backend
from wagtail.models import Page
from wagtail.query import PageQuerySet

from kb.access import visible_to
from kb.models import ArticlePage
from kb.rules import Reader
from kb.search.backend import WhooshSearchBackend
from kb.search.backend.snapshot import Snapshot
from kb.search.backend.store import IndexUnusable, Store
from kb.search.cluster.asking import Asked
from kb.search.ranking import Question, Ranker, Ranking
from kb.search.rows.asking import languages_with_words, ranked
from kb.search.semantic.embedder import embedder
from kb.search.synonyms import NOTHING, thesauri

Engine = Literal["whoosh", "cluster", "database"]
KIND = ArticlePage._meta.label_lower
# As the database writes it: hundreds of UUID objects would cost more than the query.
KEY_AS_TEXT = Cast("translation_key", CharField())
Rankings: TypeAlias = dict[str, Ranking]
# Gives the best `depth` of each language.
Ask: TypeAlias = Callable[[int], Rankings]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is in the tree, and what its translations have in common with it."""

    path: str
    translation_key: str


@dataclass
class Answers:
    """Visible articles by language, best first, and how each language understood the question."""

    engine: Engine
    # The index is broken and the database stands in for it.
    simplified: bool = False
    keys: dict[str, list[int]] = field(default_factory=dict)
    guesses: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    # Of every key, by page id.
    places: dict[int, Place] = field(default_factory=dict)


def languages(first: str) -> list[str]:
    """The site's languages, the reader's first."""
    return list(dict.fromkeys([first, *(code for code, _name in settings.LANGUAGES)]))


def article_store() -> Store | None:
    """The index of pages, when the site searches with Whoosh."""
    backend = get_search_backend()
    return backend.store(Page) if isinstance(backend, WhooshSearchBackend) else None


def _best_first(questions: dict[str, Question], completing: bool) -> tuple[Engine, Ask] | None:
    """Who ranks, and how they are asked; None where the database's rows are all there is."""
    backend = get_search_backend()
    if isinstance(backend, Asked):
        return "cluster", lambda depth: backend.rank(questions, depth, completing)
    store = article_store()
    if store is None:
        return None
    return "whoosh", partial(_from_index, store, questions=questions, completing=completing)


def answers(text: str, first: str, user: Reader | None, limit: int, completing: bool = False) -> Answers:
    """What this reader may see of the best `limit` answers in each language."""
    questions = _understood(text, [first] if completing else languages(first))
    deepen = _nothing_more if completing else _deepening(text)
    index = _best_first(questions, completing)
    if index is not None:
        engine, ask = index
        try:
            return _visible(engine, lambda depth: deepen(ask(depth)), questions, user, limit)
        except IndexUnusable:
            pass
    rows = partial(_from_database, questions=questions, completing=completing)
    found = _visible("database", lambda depth: deepen(rows(depth=depth)), questions, user, limit)
    found.simplified = index is not None
    return found


def _nothing_more(rankings: Rankings) -> Rankings:
    return rankings


def _deepening(text: str) -> Callable[[Rankings], Rankings]:
    """Takes in what the question means, when the extra [semantic] is switched on."""
    model = embedder()
    if model is None:
        return _nothing_more
    # Needs numpy, which only the extra brings.
    comparing = import_module("kb.search.semantic.comparing")
    return partial(comparing.deepened, model=model, text=text)


def _understood(text: str, wanted: list[str]) -> dict[str, Question]:
    """The question in each language, with the words that editors say mean the same there."""
    known = thesauri()
    questions = {code: Question(text, code) for code in wanted}
    for code, question in questions.items():
        question.also = known.get(code, NOTHING).also(question.tokens)
    return questions


def _visible(engine: Engine, ask: Ask, questions: dict[str, Question], user: Reader | None, limit: int) -> Answers:
    first = next(iter(questions))
    depth = limit * 2
    while True:
        rankings = ask(depth)
        hits = {int(key) for ranking in rankings.values() for key, _score in ranking.hits}
        visible = places(visible_to(user).filter(pk__in=hits)) if hits else {}
        keys = {
            code: [int(key) for key, _score in ranking.hits if int(key) in visible][:limit]
            for code, ranking in rankings.items()
        }
        full = len(rankings[first].hits) < depth or len(keys[first]) == limit
        # What a reader may not see must not push out what they may: look deeper.
        if full:
            guesses = {code: ranking.guesses for code, ranking in rankings.items()}
            return Answers(engine, False, keys, guesses, questions, visible)
        depth *= 8


def _from_index(store: Store, depth: int, questions: dict[str, Question], completing: bool) -> Rankings:
    return store.read(partial(_rank, questions=questions, depth=depth, completing=completing))


def _rank(snapshot: Snapshot, questions: dict[str, Question], depth: int, completing: bool) -> Rankings:
    rankings: Rankings = {}
    for code, question in questions.items():
        # A word that another language spells almost alike is a coincidence, unless the reader's own knows nothing.
        guessing = not any(ranking.hits for ranking in rankings.values())
        rankings[code] = Ranker(snapshot, KIND, code).rank(question, depth, completing=completing, guessing=guessing)
    return rankings


def _from_database(questions: dict[str, Question], depth: int, completing: bool) -> Rankings:
    """The same words, ranked by the database; unknown words are not guessed."""
    written = languages_with_words()
    return {
        code: Ranking([(str(key), score) for key, score in ranked(question, depth, completing)], {})
        if code in written
        else Ranking([], {})
        for code, question in questions.items()
    }


def places(articles: PageQuerySet[ArticlePage]) -> dict[int, Place]:
    """One query."""
    rows = articles.order_by().values_list("pk", "path", KEY_AS_TEXT)
    return {pk: Place(path, key) for pk, path, key in rows}


def in_order(keys: list[int], rows: Iterable[Any]) -> list[Any]:
    """Rows in the order of their keys; keys without a row are left out."""
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys if key in found]
