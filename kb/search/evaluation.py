"""Measures the ranking on questions with known answers: a temporary index, the product's own analysis and method."""

import json
import random
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from math import log2
from pathlib import Path
from statistics import mean, quantiles
from typing import Any, Literal, Protocol

from whoosh import fields

from kb.search.analysis import WORD, analysis, fold
from kb.search.backend.documents import token_field, tokenised
from kb.search.backend.snapshot import Snapshot
from kb.search.backend.store import Store
from kb.search.ranking import Question, Ranker

Variant = Literal["plain", "fold", "typo"]
Judgements = Mapping[str, Mapping[str, int]]
DEPTH = 10
# What the site looks at of each language.
DEEP = 200
TITLE_WORDS = 12
LONG_WORD = 5
SCORED = {"s_title": 2.0, "s_body": 1.0}


class Meaning(Protocol):
    """What the extra [semantic] adds; see kb.search.semantic.measuring."""

    def read(self, documents: Sequence[Mapping[str, Any]]) -> None: ...

    def with_meaning(self, text: str, lexical: list[tuple[str, float]]) -> list[tuple[str, float]]: ...


@dataclass(frozen=True)
class Figures:
    """Means over the questions; latency in milliseconds, size of the word index in bytes."""

    language: str
    variant: Variant
    semantic: bool
    documents: int
    questions: int
    accuracy_at_1: float
    accuracy_at_10: float
    recall_at_10: float
    mrr_at_10: float
    ndcg_at_10: float
    without_result: int
    without_result_share: float
    p50_ms: float
    p95_ms: float
    documents_per_second: float
    index_bytes: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text("utf-8-sig").splitlines() if line.strip()]


def judgements(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Relevance by document, by question."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(str(row["query_id"]), {})[str(row["doc_id"])] = int(row["relevance"])
    return found


def misspell(text: str, seed: int) -> str:
    """One slip of the finger inside about a third of the long words; the same every time."""
    chance = random.Random(seed)  # noqa: S311 slips of the finger, not secrets

    def slip(word: str) -> str:
        if len(word) < LONG_WORD or chance.random() > 1 / 3:
            return word
        at = chance.randrange(1, len(word) - 1)
        letter = chance.choice(
            "абвгдежзийклмнопрстуфхцчшыэюя" if "а" <= word[0].lower() <= "я" else "abcdefghijklmnoprstuwyz"
        )
        edits = [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
        ]
        return chance.choice(edits)

    return WORD.sub(lambda match: slip(match.group()), text)


def as_typed(text: str, variant: Variant, seed: int) -> str:
    if variant == "fold":
        return " ".join(fold(word) for word in text.lower().split())
    return misspell(text, seed) if variant == "typo" else text


def texts_of(documents: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Title and body of each document.

    Where only some have a title, the others get the beginning of their body: fields are scored apart and added up, so
    a document without one would always come last. An article of the site always has one.
    """
    found = [{name: str(row.get(name) or "").strip() for name in ("title", "body")} for row in documents]
    if any(each["title"] for each in found):
        for each in found:
            each["title"] = each["title"] or " ".join(each["body"].split()[:TITLE_WORDS])
    return found


def build(store: Store, documents: Sequence[Mapping[str, Any]], language: str) -> None:
    schema: dict[str, fields.FieldType] = {
        "key": fields.ID(stored=True, unique=True),
        "kinds": fields.KEYWORD(),
        "lang": fields.ID(),
        **{name: token_field(phrase=True) for name in SCORED},
        **{name: token_field(phrase) for name, phrase in analysis.extra_fields().items()},
    }
    name, index = store.create(schema)
    writer = index.writer(limitmb=512)
    for texts, row in zip(texts_of(documents), documents, strict=True):
        found = tokenised(texts, language, analysis)
        writer.add_document(key=str(row["id"]), kinds="document", lang=language, **found)
    writer.commit()
    store.swap(name)


def evaluate(
    documents: Sequence[Mapping[str, Any]],
    questions: Sequence[Mapping[str, Any]],
    relevance: Judgements,
    language: str,
    variant: Variant = "plain",
    meaning: Meaning | None = None,
) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "evaluation")
        store.folder.mkdir()
        started = time.perf_counter()
        build(store, documents, language)
        seconds = time.perf_counter() - started
        if meaning:
            meaning.read(documents)
            seconds = time.perf_counter() - started
        size = sum(path.stat().st_size for path in store.folder.rglob("*") if path.is_file())
        runs, took = [], []
        for seed, question in enumerate(questions):
            text = as_typed(str(question["text"]), variant, seed)
            started = time.perf_counter()
            ranked = store.read(partial(_run, text=text, language=language, depth=DEEP if meaning else DEPTH))
            ranked = meaning.with_meaning(text, ranked) if meaning else ranked
            runs.append([key for key, _score in ranked[:DEPTH]])
            took.append((time.perf_counter() - started) * 1000)
    answers = [relevance.get(str(question["id"]), {}) for question in questions]
    scored = [(run, wanted) for run, wanted in zip(runs, answers, strict=True) if any(wanted.values())]
    cuts = quantiles(took, n=100) if len(took) > 1 else took * 99
    return Figures(
        language=language,
        variant=variant,
        semantic=meaning is not None,
        documents=len(documents),
        questions=len(questions),
        accuracy_at_1=mean(float(bool(run) and wanted.get(run[0], 0) > 0) for run, wanted in scored),
        accuracy_at_10=mean(float(any(wanted.get(key, 0) > 0 for key in run)) for run, wanted in scored),
        recall_at_10=mean(recall(run, wanted) for run, wanted in scored),
        mrr_at_10=mean(reciprocal_rank(run, wanted) for run, wanted in scored),
        ndcg_at_10=mean(ndcg(run, wanted) for run, wanted in scored),
        without_result=sum(not run for run in runs),
        without_result_share=mean(float(not run) for run in runs),
        p50_ms=cuts[49],
        p95_ms=cuts[94],
        documents_per_second=len(documents) / seconds,
        index_bytes=size,
    )


def _run(snapshot: Snapshot, text: str, language: str, depth: int) -> list[tuple[str, float]]:
    return Ranker(snapshot, "document", language, SCORED).rank(Question(text, language), depth).hits


def recall(run: Sequence[str], wanted: Mapping[str, int]) -> float:
    relevant = {key for key, grade in wanted.items() if grade > 0}
    return len(relevant & set(run)) / len(relevant)


def reciprocal_rank(run: Sequence[str], wanted: Mapping[str, int]) -> float:
    return next((1 / place for place, key in enumerate(run, 1) if wanted.get(key, 0) > 0), 0.0)


def ndcg(run: Sequence[str], wanted: Mapping[str, int]) -> float:
    """Discounted gain of the first ten, against the best possible order."""
    gain = sum(wanted.get(key, 0) / log2(place + 1) for place, key in enumerate(run[:DEPTH], 1))
    best = sorted(wanted.values(), reverse=True)[:DEPTH]
    return gain / sum(grade / log2(place + 1) for place, grade in enumerate(best, 1))
