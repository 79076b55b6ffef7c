"""One store for all processes of a machine, or of many machines; killed, broken or full it never lies."""

import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache.backends.locmem import LocMemCache

from kb.shown import EVERYTHING
from portal.baking import build as building
from portal.baking import remote as remote_store
from portal.baking.counter import Counter
from portal.baking.page import Baked, baked
from portal.baking.remote import Remote
from portal.baking.shelf import Shelf
from portal.baking.store import Store

HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("ETag", '""'), ("Content-Length", "0")]


def page(text: str = "page", *tags: str, now: float | None = None) -> Baked:
    return baked(HEADERS, text.encode() * 100, tags, time.time() if now is None else now)


def text_of(store: Store, path: str) -> str | None:
    found = store.get(path)
    return found.forms[""].body[0].decode()[:4] if found else None


@pytest.fixture(params=["disk", "cache"])
def two(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Store, Store]:
    """The same store as two processes have it."""
    monkeypatch.setattr(remote_store, "LOOK_SECONDS", 0.0)
    if request.param == "disk":
        return Shelf(tmp_path, "build"), Shelf(tmp_path, "build")
    caches = [LocMemCache(str(tmp_path), {}) for _ in range(2)]
    return Remote(caches[0], "build"), Remote(caches[1], "build")


def test_what_one_stores_the_other_sends(two: tuple[Store, Store]) -> None:
    one, other = two
    assert other.get("/") is None
    assert one.put("/", page("old!"), one.moment())
    assert (text_of(one, "/"), text_of(other, "/")) == ("old!", "old!")
    assert other.put("/", page("new!"), other.moment())
    assert (text_of(one, "/"), text_of(other, "/")) == ("new!", "new!")


def test_what_one_throws_away_is_gone_for_the_other(two: tuple[Store, Store]) -> None:
    one, other = two
    one.put("/a/", page("a", "page:1", "page:2"), one.moment())
    one.put("/b/", page("b", "page:2"), one.moment())
    assert other.fresh(["/a/", "/b/", "/c/"]) == {"/a/", "/b/"}
    assert all((text_of(other, "/a/"), text_of(other, "/b/")))
    one.empty(["page:1"])
    assert (other.get("/a/"), text_of(other, "/b/")) == (None, "bbbb")
    one.empty([EVERYTHING])
    assert other.fresh(["/a/", "/b/"]) == set()
    assert set(other.heard(["page:1", "page:2", EVERYTHING])) == {"page:1", EVERYTHING}


def test_a_page_baked_before_a_change_is_not_stored_after_it(two: tuple[Store, Store]) -> None:
    one, other = two
    since = one.moment()
    other.empty(["page:1"])
    assert not one.put("/", page("old!", "page:1"), since)
    assert one.get("/") is None
    assert one.put("/", page("kept", "page:3"), since)
    assert one.put("/", page("new!", "page:1"), one.moment())


def test_due_pages_are_baked_again(two: tuple[Store, Store]) -> None:
    one, other = two
    one.put("/", page("page", "readers"), one.moment())
    one.due(["readers"])
    assert other.fresh(["/"]) == set()


def test_an_old_page_is_none(two: tuple[Store, Store]) -> None:
    one, _other = two
    one.put("/", page(now=time.time() - 25 * 3600), one.moment())
    one.put("/half/", page(now=time.time() - 13 * 3600), one.moment())
    assert one.get("/") is None
    assert one.get("/half/") is not None
    assert one.fresh(["/", "/half/"]) == set()
    one.clear_out()


def test_another_release_makes_pages_of_its_own(tmp_path: Path) -> None:
    old, new = Shelf(tmp_path, "old"), Shelf(tmp_path, "new")
    old.put("/", page("old!", "page:1"), old.moment())
    assert new.get("/") is None
    new.put("/", page("new!", "page:1"), new.moment())
    assert (text_of(old, "/"), text_of(new, "/")) == ("old!", "new!")
    new.empty(["page:1"])
    assert (old.get("/"), new.get("/")) == (None, None)


def test_an_emptied_cache_gives_no_old_page(tmp_path: Path) -> None:
    cache = LocMemCache(str(tmp_path), {})
    store = Remote(cache, "build")
    store.empty(["page:9"])
    store.put("/", page("old!", "page:1"), store.moment())
    cache.delete(remote_store.COUNTER)
    assert Remote(cache, "build").get("/") is None


def test_memory_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.baking.shelf.MOST_IN_MEMORY", 5_000)
    shelf = Shelf(tmp_path, "build")
    for number in range(50):
        shelf.put(f"/{number}/", page("many"), shelf.moment())
    for number in range(50):
        assert text_of(shelf, f"/{number}/") == "many"
        assert shelf._held <= 5_000


def test_a_broken_file_is_an_empty_store(tmp_path: Path) -> None:
    Shelf(tmp_path, "build").put("/", page(), 0)
    (tmp_path / "pages.sqlite3").write_bytes(b"no database " * 1000)
    (tmp_path / "pages.sqlite3-wal").unlink(missing_ok=True)
    shelf = Shelf(tmp_path, "build")
    assert shelf.get("/") is None
    assert shelf.put("/", page(), shelf.moment())
    assert shelf.get("/") is not None


def test_a_file_that_breaks_under_us_costs_the_pages_and_no_error(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "build")
    shelf.put("/", page("page", "page:1"), shelf.moment())
    shelf._connection().execute("DROP TABLE tags")
    shelf.empty(["page:1"])
    assert shelf.get("/") is None
    assert shelf.put("/", page(), shelf.moment())


def test_whoever_empties_the_folder_empties_the_store(tmp_path: Path) -> None:
    one, other = Shelf(tmp_path, "build"), Shelf(tmp_path, "build")
    one.put("/", page(), one.moment())
    assert other.get("/") is not None
    one.start_over()
    other._look_at = 0
    assert other.get("/") is None
    one.put("/", page("new!"), one.moment())
    assert text_of(other, "/") == "new!"


def die_in_the_middle(folder: Path, after_commit: bool) -> None:
    shelf = Shelf(folder, "build")
    with shelf._counter.changing():
        connection = shelf._connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM pages")
        if after_commit:
            connection.execute("COMMIT")
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("after_commit", [False, True])
def test_a_process_killed_while_it_writes_leaves_the_truth(tmp_path: Path, after_commit: bool) -> None:
    shelf = Shelf(tmp_path, "build")
    shelf.put("/", page(), shelf.moment())
    assert shelf.get("/") is not None
    run(die_in_the_middle, tmp_path, after_commit)
    assert shelf._counter.read() & 1, "it died before it could say that it was done"
    assert (shelf.get("/") is None) == after_commit
    shelf.put("/new/", page(), shelf.moment())
    assert not shelf._counter.read() & 1
    assert (shelf.get("/") is None) == after_commit


def run(target: Callable[..., None], *arguments: object) -> None:
    child = multiprocessing.get_context("fork").Process(target=target, args=arguments)
    child.start()
    child.join(30)
    assert child.exitcode is not None


def store_and_empty(folder: Path, number: int) -> None:
    shelf = Shelf(folder, "build")
    for turn in range(40):
        shelf.put(f"/{number}/", page(f"{turn:04}", "page:1"), shelf.moment())
        if turn % 10 == 0:
            shelf.empty(["page:1"])


def test_processes_that_write_at_once_wait_for_each_other(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "build")
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=store_and_empty, args=(tmp_path, number)) for number in range(3)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        found = shelf.get("/1/")
        stored = sqlite3.connect(tmp_path / "pages.sqlite3").execute("SELECT count(*) FROM pages").fetchone()
        assert found is None or stored[0] <= 3
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert shelf._counter.read() % 2 == 0
    last = sqlite3.connect(tmp_path / "pages.sqlite3").execute("SELECT path FROM pages").fetchall()
    assert {path for (path,) in last} == shelf.fresh(f"/{number}/" for number in range(3))


def test_the_counter_starts_at_nought_and_moves_by_two(tmp_path: Path) -> None:
    counter = Counter(tmp_path / "changes")
    assert counter.read() == 0
    with counter.changing():
        assert counter.read() == 1
    assert Counter(tmp_path / "changes").read() == 2
    counter.close()


def test_a_source_that_vanishes_while_it_is_read_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    found = building.sources()
    same = building.build.__wrapped__()
    monkeypatch.setattr(building, "sources", lambda: [found[0].with_name("gone.py"), *found])
    assert building.build.__wrapped__() == same
