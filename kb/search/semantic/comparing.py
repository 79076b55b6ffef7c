"""What articles mean beside what a question means. Needs numpy, which comes with the extra."""

import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Count, Max

from kb.models import ArticleVector
from kb.search.ranking import Ranking
from kb.search.semantic.blending import SEMANTIC, above_nothing, blended
from kb.search.semantic.embedder import Embedder

# Looked at again after this many seconds; one article's new vector is no hurry.
FRESH = 5.0
# Less alike than this is not alike at all: of real questions 1 % are further from their answer than 0.82, and half of
# all wrong answers are nearer than that.
ALIKE = 0.83
# Of the best: what shares no word with the question must mean about the same.
FLOOR = 0.5 * SEMANTIC

_lock = threading.Lock()


@dataclass
class Vectors:
    """By language: page ids, and a matrix with a row for each."""

    stamp: Any
    looked_at: float
    by_language: dict[str, tuple[list[str], Any]]


_known: dict[str, Vectors] = {}


def joined(title: Any, body: Any) -> Any:
    """Title and body count alike; the product with a question is the mean of both."""
    return (title + body) / 2


def vectors(model: str) -> Vectors:
    with _lock:
        known = _known.get(model)
        if known and time.monotonic() - known.looked_at < FRESH:
            return known
        rows = ArticleVector.objects.filter(model=model)
        stamp = rows.aggregate(count=Count("pk"), newest=Max("made_at"))
        if known is None or known.stamp != stamp:
            known = _known[model] = Vectors(stamp, 0.0, _read(rows))
        known.looked_at = time.monotonic()
        return known


def _read(rows: Any) -> dict[str, tuple[list[str], Any]]:
    keys: dict[str, list[str]] = {}
    found: dict[str, list[Any]] = {}
    for pk, code, title, body in rows.values_list("pk", "language", "title", "body").iterator():
        keys.setdefault(code, []).append(str(pk))
        halves = (np.frombuffer(bytes(half), np.float16).astype(np.float32) for half in (title, body))
        found.setdefault(code, []).append(joined(*halves))
    return {code: (keys[code], np.stack(found[code])) for code in keys}


def forget() -> None:
    """For tests: what this process has read."""
    with _lock:
        _known.clear()
    meant.cache_clear()


@lru_cache(maxsize=512)
def meant(model: Embedder, text: str) -> Any:
    return model.question(text)


def by_likeness(keys: list[str], matrix: Any, question: Any) -> list[tuple[str, float]]:
    cosines = matrix @ question
    order = np.argsort(-cosines, kind="stable")[:200]
    return [(keys[at], float(cosines[at])) for at in order]


def deepened(rankings: dict[str, Ranking], model: Embedder, text: str) -> dict[str, Ranking]:
    """The rankings with what the question means taken in; articles of all languages are measured by one rule."""
    known = vectors(model.name).by_language
    question = meant(model, text)
    alike = {code: by_likeness(*known[code], question) if code in known else [] for code in rankings}
    tops = [value for found in alike.values() for value in above_nothing(found).values()]
    top = max(tops, default=0.0)
    found = {}
    for code, ranking in rankings.items():
        said = dict(ranking.hits)
        close = dict(alike[code])
        scores = blended(ranking.hits, alike[code], top)
        kept = [(key, score) for key, score in scores if key in said or (score >= FLOOR and close[key] >= ALIKE)]
        found[code] = Ranking(kept, ranking.guesses)
    return found
