"""Puts a question to the cluster: one request for all languages, and a second one when a word is unknown to it.

The same method as kb.search.ranking, said in the cluster's words: any token may be missing, BM25 per field added up, a
synonym instead of its word and never beside it, word shapes, what an unknown word may stand for. What differs: the
cluster counts how rare a word is over all languages.
"""

import logging
import time
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from kb.models import ArticlePage
from kb.search.analysis import analysis, beginning, fold, middle
from kb.search.backend.store import IndexUnusable, index_unusable
from kb.search.cluster.documents import LANGUAGE, WORDS
from kb.search.ranking import (
    ARTICLE_FIELDS,
    BEGINNING,
    COMPLETED,
    COMPLETION,
    FLOOR,
    LEAD,
    LONGEST_ENDING,
    LONGEST_MISSPELT,
    MIDDLE,
    MISSPELT,
    MOST_GUESSES,
    MOST_MISSPELT,
    SHORTEST_MISSPELT,
    SYNONYM,
    Question,
    Ranking,
)

logger = logging.getLogger(__name__)
KIND = "kb.ArticlePage"
DEEPEST = 10_000  # a cluster's own limit for one answer
REST_SECONDS = 10.0
KNOWN, NEAR = "known", "near"
Query = dict[str, Any]
Guesses = dict[str, list[str]]


class Asked:
    """For a backend of modelsearch: answers rank() beside what Wagtail asks."""

    _rests_until = 0.0

    def send(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        raise ImproperlyConfigured("A cluster says how it takes several questions at once.")

    def rank(self, questions: Mapping[str, Question], depth: int, completing: bool) -> dict[str, Ranking]:
        """Raises IndexUnusable, for ten seconds without asking again: a dead cluster must not hold up every page."""
        if time.monotonic() < self._rests_until:
            raise IndexUnusable
        try:
            return self._ranked(questions, depth, completing)
        except Exception as error:
            # Two clients with a tree of exceptions each; whatever it is, the rows answer.
            self._rests_until = time.monotonic() + REST_SECONDS
            logger.error("The search cluster does not answer: %s: %s", type(error).__name__, str(error)[:300])
            if getattr(error, "status_code", None) == 404:
                index_unusable.send(sender=Asked)
            raise IndexUnusable from error

    def _ranked(self, questions: Mapping[str, Question], depth: int, completing: bool) -> dict[str, Ranking]:
        first = next(iter(questions))
        rankings, unknown = self._once(questions, depth, completing, {})
        # A word that another language spells almost alike is a coincidence, unless the reader's own knows nothing.
        guessing = first if not completing else ""
        guesses = {code: found for code, found in unknown.items() if found and code == guessing}
        if not guesses and not completing and not rankings[first].hits:
            guesses = {code: found for code, found in unknown.items() if found}
        if guesses:
            again, _unknown = self._once({code: questions[code] for code in guesses}, depth, completing, guesses)
            rankings.update(again)
        return rankings

    def _once(
        self, questions: Mapping[str, Question], depth: int, completing: bool, guesses: Mapping[str, Guesses]
    ) -> tuple[dict[str, Ranking], dict[str, Guesses]]:
        index = self.get_index_for_model(ArticlePage).name  # type: ignore[attr-defined]
        lines: list[dict[str, Any]] = []
        for code, question in questions.items():
            lines += [{"index": index}, body(question, min(depth, DEEPEST), completing, guesses.get(code, {}))]
        answers = self.send(lines)
        rankings, unknown = {}, {}
        for (code, question), answer in zip(questions.items(), answers, strict=True):
            if "error" in answer:
                raise NoAnswer(answer.get("status", 500), str(answer["error"]))
            hits = [(hit["_id"], float(hit["_score"])) for hit in answer["hits"]["hits"]]
            floor = hits[0][1] * FLOOR if hits else 0.0
            rankings[code] = Ranking([hit for hit in hits if hit[1] >= floor], dict(guesses.get(code, {})))
            unknown[code] = misspelt(question, answer)
        return rankings, unknown


class NoAnswer(Exception):
    """One of several questions was refused; `status_code` as the clients' own exceptions have it."""

    def __init__(self, status_code: int, why: str) -> None:
        super().__init__(why)
        self.status_code = status_code


def body(question: Question, size: int, completing: bool, guesses: Guesses) -> Query:
    """One search, and which of its words nobody knows."""
    asked: Query = {
        "query": {
            "bool": {
                "filter": [{"term": {LANGUAGE: question.language}}, {"term": {"_django_content_type": KIND}}],
                "should": wishes(question, completing, guesses),
                "minimum_should_match": 1,
            }
        },
        "size": size,
        "_source": False,
        "sort": ["_score", {"pk": "asc"}],
        "track_scores": True,
    }
    doubtful = [] if completing or guesses else doubted(question)
    if doubtful:
        asked["aggs"] = {KNOWN: {"filters": {"filters": {token: {"term": {WORDS: token}} for token in doubtful}}}}
        asked["suggest"] = {
            "text": " ".join(dict.fromkeys(start for token in doubtful for start in starts(token))),
            NEAR: {
                "term": {
                    "field": WORDS,
                    "suggest_mode": "always",
                    "max_edits": 1,
                    "prefix_length": 1,
                    "min_word_length": SHORTEST_MISSPELT,
                    "size": MOST_GUESSES,
                    "sort": "frequency",
                }
            },
        }
    return asked


def doubted(question: Question) -> list[str]:
    fits = (token for token in question.tokens if SHORTEST_MISSPELT <= len(token) <= LONGEST_MISSPELT)
    return list(dict.fromkeys(fits))


def starts(token: str) -> list[str]:
    """The stem, and without its last letters: a slip hides the ending from the stemmer."""
    shortest = max(SHORTEST_MISSPELT, len(token) - LONGEST_ENDING + 1)
    return [token[:length] for length in range(len(token), shortest - 1, -1)]


def wishes(question: Question, completing: bool, guesses: Guesses) -> list[Query]:
    found = [meaning(token, question.also) for token in dict.fromkeys(question.tokens)]
    found += [anywhere(guess, MISSPELT) for tokens in guesses.values() for guess in tokens]
    found += [term("x_begin", shape, BEGINNING) for shape in dict.fromkeys(map(beginning, question.words))]
    found += [term("x_middle", shape, MIDDLE) for shape in dict.fromkeys(filter(None, map(middle, question.words)))]
    if completing:
        for word in analysis.split(question.text)[-1:]:
            found.append({"prefix": {COMPLETED: {"value": fold(word), "boost": COMPLETION}}})
    return found or [{"match_none": {}}]


def meaning(token: str, also: Mapping[str, str]) -> Query:
    """The stem, or a word that means the same, whichever is worth more."""
    others = [other for other, stands_for in also.items() if stands_for == token]
    if not others:
        return anywhere(token, 1.0)
    return {"dis_max": {"queries": [anywhere(token, 1.0), *(anywhere(other, SYNONYM) for other in others)]}}


def anywhere(token: str, weight: float) -> Query:
    """In every field, added up."""
    fields = {**ARTICLE_FIELDS, "x_lead": LEAD}
    return {"bool": {"should": [term(name, token, boost * weight) for name, boost in fields.items()]}}


def term(field: str, token: str, boost: float) -> Query:
    return {"term": {field: {"value": token, "boost": round(boost, 4)}}}


def misspelt(question: Question, answer: Mapping[str, Any]) -> Guesses:
    """For each word as it was typed whose stem no article of the language has: stems one slip away."""
    counted = answer.get("aggregations", {}).get(KNOWN, {}).get("buckets", {})
    suggested = answer.get("suggest", {}).get(NEAR, ())
    near = {entry["text"]: [each["text"] for each in entry["options"]] for entry in suggested}
    found: Guesses = {}
    for word, token in zip(question.words, question.tokens, strict=True):
        if token in counted and not counted[token]["doc_count"] and len(found) < MOST_MISSPELT:
            likely = next(([*near[start], start] for start in starts(token) if near.get(start)), [])
            if likely:
                found[word] = likely[:MOST_GUESSES]
    return found
