import gc
import logging
import shutil
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from kb.models import ArticlePage, TopicPage
from kb.rules import Audience
from kb.search import receivers
from kb.search.backend.store import IndexUnusable, forget_snapshots
from kb.search.engine import article_store
from tests.kb.makers import make_article
from tests.kb.searching import index_files, index_folder, rebuild, search, titles

pytestmark = pytest.mark.usefixtures("own_index")


@pytest.fixture
def vouchers(topic: TopicPage) -> ArticlePage:
    return make_article(topic, "Voucher rules")


@pytest.fixture
def queued():
    with mock.patch.object(receivers, "rebuild_index") as rebuild_job:
        yield rebuild_job


def lose(folder: Path) -> None:
    shutil.rmtree(folder)


def lose_current(folder: Path) -> None:
    (folder / "CURRENT").unlink()


def point_nowhere(folder: Path) -> None:
    (folder / "CURRENT").write_text("0123456789abcdef")


def point_outside(folder: Path) -> None:
    (folder / "CURRENT").write_text("../../elsewhere")


def truncate(_folder: Path) -> None:
    for path in index_files():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def scramble(_folder: Path) -> None:
    for path in index_files():
        path.write_bytes(bytes(byte ^ 0x5A for byte in path.read_bytes()))


def spoil_the_contents(_folder: Path) -> None:
    for path in index_files():
        if path.suffix == ".toc":
            path.write_bytes(b"\x80\x05" + path.read_bytes()[2:40])


def replace_by_folders(_folder: Path) -> None:
    for path in index_files():
        path.unlink()
        path.mkdir()


def empty(_folder: Path) -> None:
    for path in index_files():
        path.write_bytes(b"")


@pytest.mark.usefixtures("vouchers", "queued")
@pytest.mark.parametrize(
    "damage",
    [
        lose,
        lose_current,
        point_nowhere,
        point_outside,
        truncate,
        scramble,
        empty,
        spoil_the_contents,
        replace_by_folders,
    ],
    ids=lambda do: do.__name__,
)
def test_the_database_answers_when_the_index_is(damage, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    folder = index_folder()
    damage(folder)
    forget_snapshots()
    with caplog.at_level(logging.ERROR):
        found = search("voucher")
        again = search("voucher rules")
        page = client.get("/help/search/", {"q": "voucher"})
    assert [hit.title for hit in found.hits] == [hit.title for hit in again.hits] == ["Voucher rules"]
    assert (found.engine, found.simplified) == ("database", True)
    assert page.status_code == 200
    assert "being repaired" in page.content.decode()
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1, "one broken index is one line in the log"


@pytest.mark.usefixtures("vouchers")
def test_an_index_that_may_not_be_read_is_reported_once_and_one_rebuild_is_queued(
    queued: mock.Mock, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    forget_snapshots()
    refused = mock.patch("kb.search.backend.store.Files", side_effect=PermissionError("not yours"))
    with refused, caplog.at_level(logging.ERROR):
        assert titles("voucher") == ["Voucher rules"]
        assert client.get("/help/search/", {"q": "voucher"}).status_code == 200
        assert client.get("/help/suggest/", {"q": "vouch"}).json()["items"][0]["title"] == "Voucher rules"
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1
    assert queued.enqueue.call_count == 1
    assert search("voucher").engine == "whoosh", "it may be read again"


@pytest.mark.usefixtures("vouchers")
def test_a_broken_index_is_rebuilt_by_a_job() -> None:
    lose(index_folder())
    forget_snapshots()
    assert search("voucher").engine == "database"
    # Jobs run inline in tests: the rebuild is done by now.
    assert search("voucher").engine == "whoosh"
    assert titles("voucher") == ["Voucher rules"]


@pytest.mark.usefixtures("queued")
def test_the_database_shows_no_hidden_article_either(topic: TopicPage) -> None:
    make_article(topic, "Voucher fraud", audience=Audience.AGENTS)
    make_article(topic, "Voucher draft", live=False, slug="draft")
    lose(index_folder())
    forget_snapshots()
    assert search("voucher").total == 0


def test_a_page_saved_while_there_is_no_index_does_not_make_a_half_one(topic: TopicPage) -> None:
    make_article(topic, "Voucher rules")
    lose(index_folder())
    forget_snapshots()
    make_article(topic, "Voucher prices")
    assert set(titles("voucher")) == {"Voucher rules", "Voucher prices"}


@pytest.mark.usefixtures("vouchers", "queued")
def test_the_admin_finds_pages_in_the_database_meanwhile() -> None:
    lose(index_folder())
    forget_snapshots()
    assert [page.title for page in ArticlePage.objects.all().search("voucher")] == ["Voucher rules"]
    store = article_store()
    assert store is not None
    with pytest.raises(IndexUnusable):
        store.current()


@pytest.mark.usefixtures("vouchers")
def test_a_rebuild_leaves_one_generation(own_index: Path) -> None:
    rebuild()
    rebuild()
    folder = own_index / "wagtailcore.page"
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [(folder / "CURRENT").read_text()]
    assert titles("voucher") == ["Voucher rules"]


@pytest.mark.usefixtures("vouchers")
def test_nobody_else_may_write_into_the_index() -> None:
    folder = index_folder()
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", [truncate, scramble])
def test_the_files_of_a_broken_index_are_closed_at_once(harm: Any, vouchers: ArticlePage, own_index: Path) -> None:
    titles("voucher")
    harm(own_index)
    forget_snapshots()
    store = article_store()
    assert store is not None
    gc.disable()
    try:
        # As long as the error is known, so is everything its frames hold.
        with pytest.raises(IndexUnusable) as _error:
            store.read(lambda snapshot: list(snapshot.postings("s_title", "voucher")))
        opened = [path.resolve() for path in Path("/proc/self/fd").iterdir()]
    finally:
        gc.enable()
    assert not [path for path in opened if path.is_relative_to(own_index)]
