import gc
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from modelsearch.backends import get_search_backend
from wagtail.models import Page
from whoosh import fields

from kb.models import ArticlePage, TopicPage
from kb.search.backend.bulk import BulkWriter
from kb.search.backend.documents import token_field
from kb.search.backend.store import Store
from kb.search.engine import article_store
from kb.search.rebuilding import Command
from tests.kb.makers import make_article
from tests.kb.searching import rebuild, titles

ROOT = Path(__file__).parent.parent.parent
ROWS = [
    {"key": "1", "kinds": "a b", "s_body": "one two one three", "x_begin": "one two one"},
    {"key": "2", "kinds": "a", "s_body": "two two łódź", "x_begin": ""},
    {"key": "3", "kinds": "b", "s_body": "", "x_begin": "thre"},
]


def written(folder: Path, bulk: bool) -> list[Any]:
    schema = {
        "key": fields.ID(stored=True, unique=True),
        "kinds": fields.KEYWORD(),
        "s_body": token_field(phrase=True),
        "x_begin": token_field(phrase=False),
    }
    store = Store(folder)
    folder.mkdir()
    _name, index = store.create(schema)
    writer = BulkWriter(index) if bulk else index.writer()
    for row in ROWS:
        writer.add_document(**row)
    writer.commit()
    with index.reader() as reader:
        found: list[Any] = [reader.field_length(name) for name in schema]
        for name, token in reader.all_terms():
            postings = reader.postings(name, token)
            while postings.is_active():
                number = postings.id()
                length = reader.doc_field_length(number, name)
                found.append((name, token, number, postings.weight(), postings.value(), length))
                postings.next()
        return [*found, *(reader.stored_fields(number) for number in range(reader.doc_count()))]


def test_the_bulk_writer_writes_what_whoosh_writes(tmp_path: Path) -> None:
    assert written(tmp_path / "bulk", bulk=True) == written(tmp_path / "own", bulk=False)


@pytest.mark.usefixtures("own_index")
def test_a_rebuild_larger_than_its_memory_is_written_in_parts(
    topic: TopicPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.backend.bulk.MOST_POSTINGS", 5)
    monkeypatch.setattr("kb.search.rebuilding.CHUNK", 1)
    make_article(topic, "Voucher rules")
    make_article(topic, "Gift cards")
    rebuild()
    assert titles("voucher") == ["Voucher rules"]
    assert titles("cards") == ["Gift cards"]


@pytest.mark.usefixtures("own_index")
def test_nobody_waits_for_the_database_while_articles_are_read(
    topic: TopicPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(topic, "Voucher rules")
    depth = len(connection.atomic_blocks)
    inside = []
    reading = Command.queryset_chunks

    def watched(self: Command, *args: Any) -> Any:
        for chunk in reading(self, *args):
            inside.append(len(connection.atomic_blocks) - depth)
            yield chunk

    monkeypatch.setattr(Command, "queryset_chunks", watched)
    rebuild()
    assert inside
    assert not any(inside)
    assert gc.isenabled()


@pytest.mark.usefixtures("own_index")
def test_more_articles_need_no_more_queries(topic: TopicPage, django_assert_num_queries: Any) -> None:
    for number in range(3):
        make_article(topic, f"Voucher {number}")
    with django_assert_num_queries(5):
        chunks = list(Command().queryset_chunks(ArticlePage.get_indexed_objects().order_by("pk"), 10))
        assert [article.topic_title for chunk in chunks for article in chunk] == [topic.title] * 3


KILLED = """
import sys
from pathlib import Path
from kb.search.backend.store import Store
store = Store(Path(sys.argv[1]), 60)
with store.writing({}, []) as writer:
    for number in range(200):
        writer.add_document(key=f"x{number}", lang="xx")
    print("writing", flush=True)
    sys.stdin.read()
"""


@pytest.mark.usefixtures("own_index")
def test_a_writer_that_is_killed_leaves_a_working_index(topic: TopicPage) -> None:
    make_article(topic, "Voucher rules")
    store = article_store()
    assert store is not None
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(store.folder)],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    assert writer.stdin is not None
    assert writer.stdout.readline() == b"writing\n"
    writer.kill()
    writer.wait()
    writer.stdout.close()
    writer.stdin.close()
    assert titles("voucher") == ["Voucher rules"]
    started = time.monotonic()
    make_article(topic, "Voucher prices")
    assert time.monotonic() - started < store.lock_seconds, "its lock went with it"
    assert set(titles("voucher")) == {"Voucher rules", "Voucher prices"}
    assert store.read(lambda snapshot: snapshot.documents("lang", "xx")) == frozenset()


@pytest.mark.usefixtures("own_index")
def test_the_site_uses_the_bulk_writer(topic: TopicPage) -> None:
    backend = get_search_backend()
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(Page))
    fresh = rebuilder.start()
    assert isinstance(fresh._writer, BulkWriter)
    rebuilder.finish()
