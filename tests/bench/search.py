"""Searching: what a question, a suggestion and a rebuild cost at 1,000 and 10,000 articles.

ref is SQLite's FTS5 (unicode61, OR query, ten best by bm25) on the same articles and questions in the same run.
"""

import re
import sqlite3
import threading
import time
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from kb.search.engine import KIND, article_store
from kb.search.find import find, suggest
from kb.search.ranking import Question, Ranker
from tests.bench.corpus import Corpus
from tests.bench.pages_made import make_articles, remove_articles
from tests.bench.rows import Row, Took, milliseconds, of_cpu, p50, p95, row

LANGUAGE = "pl"
SMALL, LARGE = 1_000, 10_000
DATABASE_ONLY = {
    "default": {"BACKEND": "wagtail.search.backends.database"},
    "rows": {"BACKEND": "kb.search.rows"},
}


def reference(corpus: Corpus, questions: list[str]) -> Took:
    """Milliseconds of each question in a table that SQLite alone looks after."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE articles USING fts5(title, body, tokenize='unicode61')")
    table.executemany(
        "INSERT INTO articles VALUES (?, ?)",
        ((each.title, f"{each.short_answer} {each.body}") for each in corpus.articles),
    )
    ask = "SELECT rowid, bm25(articles) FROM articles WHERE articles MATCH ? ORDER BY 2 LIMIT 10"

    def search(text: str) -> None:
        words = re.findall(r"\w+", text)
        table.execute(ask, [" OR ".join(f'"{word}"' for word in words)]).fetchall()

    milliseconds(search, questions[:20])
    return milliseconds(search, questions)


def search(text: str) -> None:
    find(text, language=LANGUAGE, user=None)


def rank(text: str) -> None:
    """The engine alone: no pages, snippets, topics or recommendations."""
    question, store = Question(text, LANGUAGE), article_store()
    assert store is not None
    store.read(lambda snapshot: Ranker(snapshot, KIND, LANGUAGE).rank(question, 10))


def complete(text: str) -> None:
    suggest(text, language=LANGUAGE, user=None)


def rebuilt() -> tuple[float, float, list[float]]:
    """Seconds of a rebuild, those it computed itself, and the milliseconds of every search asked meanwhile."""
    took: list[float] = []
    done = threading.Event()
    failed: list[Exception] = []

    def ask() -> None:
        try:
            while not done.wait(0.2):
                took.extend(milliseconds(search, ["jak"]))
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    asking = threading.Thread(target=ask)
    asking.start()
    started, busy = time.perf_counter(), time.thread_time()
    try:
        call_command("update_index", verbosity=0)
    finally:
        seconds, computed = time.perf_counter() - started, time.thread_time() - busy
        done.set()
        asking.join()
    if failed:
        raise failed[0]
    return seconds, computed, took


def index_megabytes() -> float:
    store = article_store()
    files: list[Path] = list(store.folder.rglob("*")) if store else []
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6


def at_size(corpus: Corpus, name: str) -> list[Row]:
    questions = list(corpus.questions(300))
    warm = questions[:100]
    ref = reference(corpus, questions)
    milliseconds(search, warm)
    took = milliseconds(search, questions)
    alone = milliseconds(rank, questions)
    middle = of_cpu(f"ref {name} p50", ref, p50)
    slow = of_cpu(f"ref {name} p95", ref, p95)
    engine = [
        middle,
        slow,
        of_cpu(f"engine alone, {name}, p50, warm", alone, p50, against=middle),
        of_cpu(f"engine alone, {name}, p95, warm", alone, p95, against=slow),
    ]
    if len(corpus.articles) == SMALL:
        return [
            *engine,
            of_cpu(f"find, {name}, p50", took, p50, against=middle, at_most=8),
            of_cpu(f"find, {name}, p95", took, p95, against=slow, at_most=20),
        ]
    again = milliseconds(search, questions)
    return [
        *engine,
        of_cpu(f"find, {name}, p50", took, p50, against=middle),
        of_cpu(f"find, {name}, p95, each question new", took, p95, at_most=100),
        of_cpu(f"find, {name}, p95, warm", again, p95, at_most=30),
    ]


def measure() -> list[Row]:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    rows: list[Row] = []
    small = Corpus(SMALL)
    make_articles(small, LANGUAGE)
    call_command("update_index", verbosity=0)
    rows += at_size(small, "1,000 articles")
    remove_articles()
    large = Corpus(LARGE)
    make_articles(large, LANGUAGE)
    seconds, computed, meanwhile = rebuilt()
    rows.append(row("rebuild of 10,000 articles", seconds, "s", at_most=30, note=f"{computed:.0f} s of CPU"))
    rows.append(row("rebuild", LARGE / seconds, "articles/s"))
    rows.append(row("searches during the rebuild", len(meanwhile), "", at_least=1))
    rows.append(row("slowest of them", max(meanwhile, default=0), "ms"))
    rows.append(row("index of 10,000 articles", index_megabytes(), "MB"))
    rows += at_size(large, "10,000 articles")
    beginnings = list(large.beginnings(200))
    milliseconds(complete, beginnings[:50])
    completed = milliseconds(complete, beginnings)
    rows.append(of_cpu("suggestions, 10,000 articles, p95", completed, p95, at_most=15))
    hostile = list(large.hostile(60))
    normal = of_cpu("a question, p95, each new", milliseconds(search, list(large.questions(100))), p95)
    rows.append(normal)
    rows.append(of_cpu("a hostile question, p95", milliseconds(search, hostile), p95, against=normal, at_most=4))
    with override_settings(WAGTAILSEARCH_BACKENDS=DATABASE_ONLY):
        questions = list(large.questions(100))
        plain = milliseconds(search, questions)
    rows.append(of_cpu("find without an index, 10,000 articles, p95", plain, p95, at_most=100))
    return rows
