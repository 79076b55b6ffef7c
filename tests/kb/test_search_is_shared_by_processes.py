"""Several processes read and write one index; the processes here know nothing but the folder."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from modelsearch.backends import get_search_backend
from wagtail.models import Page

from kb.models import TopicPage
from kb.search.backend import WhooshSearchBackend
from kb.search.backend.store import LockTimeout, Store, locked
from kb.search.engine import article_store
from tests.kb.makers import make_article
from tests.kb.searching import titles

ROOT = Path(__file__).parent.parent.parent
WRITER = """
import sys
from pathlib import Path
from kb.search.backend.store import Store
store = Store(Path(sys.argv[1]), 60)
for number in range(int(sys.argv[3])):
    with store.writing({}, []) as writer:
        writer.update_document(key=sys.argv[2] + str(number), lang="xx")
"""


@pytest.fixture
def store(own_index: Path) -> Store:
    found = article_store()
    assert found is not None
    return found


def write(store: Store, name: str, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(store.folder), name, str(count)],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)},
    )


def count(store: Store) -> int:
    return store.read(lambda snapshot: len(snapshot.documents("lang", "xx")))


def test_two_processes_write_and_a_third_reads_all_the_while(store: Store) -> None:
    writers = [write(store, name, 15) for name in ("first", "second")]
    seen = []
    while any(writer.poll() is None for writer in writers):
        seen.append(count(store))
    assert [writer.wait() for writer in writers] == [0, 0]
    assert count(store) == 30
    assert seen == sorted(seen), "nothing that was there goes away"


def test_a_lock_is_free_again_when_its_holder_dies(store: Store) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import fcntl, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); print('held', flush=True); "
            "time.sleep(60)",
            str(store.folder / "lock"),
        ],
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(LockTimeout), locked(store.folder / "lock", 0.05):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with locked(store.folder / "lock", 5):
        pass


@pytest.mark.usefixtures("own_index")
def test_search_answers_while_the_index_is_rebuilt_and_nothing_saved_meanwhile_is_lost(topic: TopicPage) -> None:
    make_article(topic, "Voucher rules")
    gone = make_article(topic, "Voucher terms")
    backend = get_search_backend()
    assert isinstance(backend, WhooshSearchBackend)
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(Page))
    fresh = rebuilder.start()
    for model in {type(page.specific) for page in Page.objects.all()}:
        fresh.add_items(model, list(model.get_indexed_objects()))
    assert set(titles("voucher")) == {"Voucher rules", "Voucher terms"}
    make_article(topic, "Voucher prices")
    gone.delete()
    assert set(titles("voucher")) == {"Voucher rules", "Voucher prices"}
    rebuilder.finish()
    assert set(titles("voucher")) == {"Voucher rules", "Voucher prices"}
    pk = str(gone.pk)
    assert backend.store(Page).read(lambda snapshot: snapshot.documents("key", pk)) == frozenset()


def test_swapping_generations_under_readers_never_disturbs_them(store: Store) -> None:
    failures: list[Exception] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                count(store)
            except Exception as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for _round in range(20):
        name, index = store.create(store_schema(store))
        writer = index.writer()
        writer.add_document(key="one", lang="xx")
        writer.commit()
        store.swap(name)
    stop.set()
    reader.join()
    assert failures == []
    assert count(store) == 1


def store_schema(store: Store):
    return dict(store.read(lambda snapshot: snapshot.reader.schema.items()))
