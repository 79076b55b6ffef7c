"""Read beacons are written down before Django, by the same door, and loaded later; a killed process loses none."""

import os
import signal
import subprocess
import sys
import textwrap
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from kb.models import ArticlePage, ArticleView
from kb.reading import bulk, views
from kb.reading.actions import record
from kb.reading.rules import parse
from portal.baking import spool as spools
from portal.baking.layer import Layer
from portal.baking.loading import load_spool
from portal.baking.spool import Spool, complete, spooled
from tests.portal.baking.asking import Answer, Counted, ask

BROWSER = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_USER_AGENT": "Mozilla/5.0 Firefox/140.0"}
VIEW = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def fresh_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BEACONS", views.Limit(allowed=views.BEACONS.allowed))


def beacon(article: ArticlePage, view: str = VIEW, n: int = 0, a: int = 0, **more: object) -> bytes:
    fields = {"t": article.reader_token, "v": view, "n": n, "a": a, "s": a, "m": 10, "e": 0, "d": "s", "f": "l"} | more
    return "&".join(f"{key}={value}" for key, value in fields.items()).encode()


def send(layer: Layer, body: bytes, **environ: Any) -> Answer:
    return ask(layer, "/help/read/", "POST", body, **{**BROWSER, **environ})


def loaded(layer: Layer) -> int:
    assert layer.spool is not None
    layer.spool.close()
    return load_spool()


def test_a_beacon_is_answered_as_django_would_and_loaded_later(
    article: ArticlePage, layer: Layer, django: Counted
) -> None:
    sent = [send(layer, beacon(article, n=number, a=number * 5000)) for number in range(3)]
    theirs = ask(django.application, "/help/read/", "POST", beacon(article, view="f" * 32), **BROWSER)
    assert sent == [theirs] * 3
    assert (theirs.status, theirs.body, django.asked) == (204, b"", [])
    assert not ArticleView.objects.filter(pk=VIEW).exists()
    assert loaded(layer) == 3
    view = ArticleView.objects.get(pk=VIEW)
    assert (view.article_id, view.active_ms, view.timed, view.day) == (article.pk, 10_000, True, timezone.localdate())


def test_loading_says_the_same_as_recording_one_by_one(topic: Any, article: ArticlePage) -> None:
    heard = [
        (f"{view:032x}", number, active)
        for view in range(4)
        for number, active in ((0, 0), (3, 9000), (1, 5000), (2, 7000))[: view + 1]
    ]
    beacons = [
        parse({"v": view, "n": str(n), "a": str(a), "s": "9999", "m": str(n), "e": "1", "d": "l", "f": "d", "o": "c"})
        for view, n, a in heard
    ]
    today = timezone.localdate()

    def rows() -> list[dict[str, Any]]:
        return list(ArticleView.objects.order_by("pk").values())

    for each in beacons:
        record(each, article.pk, today)
    one_by_one = rows()
    ArticleView.objects.all().delete()
    assert bulk.record_many((each, article.pk, today) for each in beacons) == len(beacons)
    assert rows() == one_by_one
    bulk.record_many((each, article.pk, today) for each in beacons[::-1])
    assert rows() == one_by_one, "twice is once"
    bulk.record_many([(beacons[-1], article.pk + 999, today)])
    assert rows() == one_by_one, "a view stays with its article, and an article that is gone has none"


def test_loading_costs_few_queries_for_many(
    article: ArticlePage, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    def many(count: int) -> list[Any]:
        fields = {"n": "1", "a": "5", "s": "5", "m": "1", "e": "0", "d": "l", "f": "d"}
        return [(parse({"v": uuid.uuid4().hex, **fields}), article.pk, timezone.localdate()) for _ in range(count)]

    with django_assert_num_queries(5):
        bulk.record_many(many(1))
    # SQLite takes a thousand values in one statement.
    with django_assert_max_num_queries(12):
        bulk.record_many(many(400))


@pytest.mark.parametrize(
    "unwanted",
    [
        {"HTTP_SEC_GPC": "1"},
        {"HTTP_DNT": "1"},
        {"HTTP_USER_AGENT": "Googlebot/2.1"},
        {"HTTP_USER_AGENT": ""},
        {"HTTP_SEC_PURPOSE": "prefetch"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
    ],
)
def test_whoever_must_not_be_counted_is_answered_alike_and_not_written_down(
    article: ArticlePage, layer: Layer, unwanted: dict[str, str]
) -> None:
    assert send(layer, beacon(article), **unwanted).status == 204
    assert spooled(layer.spool.folder) == []  # type: ignore[union-attr]


@pytest.mark.parametrize("body", [b"", b"t=forged", b"a\nb", "ą".encode(), b"x" * 513, b"&" * 500])
def test_nonsense_is_answered_and_counts_for_nothing(article: ArticlePage, layer: Layer, body: bytes) -> None:
    assert send(layer, body).status == 204
    send(layer, beacon(article))
    loaded(layer)
    assert ArticleView.objects.count() == 1


def test_an_address_that_hammers_is_answered_and_forgotten(
    article: ArticlePage, layer: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "BEACONS", views.Limit(allowed=5))
    for number in range(20):
        assert send(layer, beacon(article, view=f"{number:032x}")).status == 204
    send(layer, beacon(article, view="e" * 32), REMOTE_ADDR="192.0.2.99")
    assert loaded(layer) == 6


def test_somebody_with_a_session_is_django_s(article: ArticlePage, layer: Layer, django: Counted) -> None:
    send(layer, beacon(article), HTTP_COOKIE="session=abc")
    assert django.asked == ["/help/read/"]
    assert ArticleView.objects.count() == 1


def test_what_cannot_be_written_down_reaches_django_whole(
    article: ArticlePage, layer: Layer, django: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spools.os, "write", full)
    assert send(layer, beacon(article)).status == 204
    assert django.asked == ["/help/read/"]
    assert ArticleView.objects.filter(pk=VIEW).exists()


def test_without_a_spool_beacons_are_django_s(article: ArticlePage, layer: Layer, django: Counted) -> None:
    layer.spool = None
    send(layer, beacon(article))
    assert django.asked == ["/help/read/"]


def test_a_full_spool_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools, "LARGEST_FILE", 50)
    monkeypatch.setattr(spools, "LARGEST_SPOOL", 150)
    spool = Spool(tmp_path)
    taken = [spool.append(b"x" * 30) for _ in range(20)]
    assert taken == sorted(taken, reverse=True)
    assert 5 <= sum(taken) <= 8


def test_half_a_line_is_left_out_and_spoils_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, spool = os.write, Spool(tmp_path)
    assert spool.append(b"one")
    monkeypatch.setattr(spools.os, "write", lambda file, line: real(file, line[:2]))
    assert not spool.append(b"two")
    monkeypatch.undo()
    assert spool.append(b"three")
    spool.close()
    read = []
    for file in spooled(tmp_path):
        with complete(file) as lines:
            read += lines or []
    assert read == [b"one", b"three"]


def test_a_file_is_left_alone_while_somebody_writes_it_and_closed_soon(article: ArticlePage, layer: Layer) -> None:
    send(layer, beacon(article))
    spool = layer.spool
    assert spool is not None
    spool._end(spool._turn)
    assert load_spool() == 1
    send(layer, beacon(article, n=1, a=5000))
    spool.close()
    send(layer, beacon(article, n=2, a=6000))
    spool._end(spool._turn - 1)
    assert load_spool() == 1, "the newest file is still open"
    assert loaded(layer) == 1
    assert spooled(spool.folder) == []


def test_a_database_that_is_away_loses_nothing(
    article: ArticlePage, layer: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(layer, beacon(article))
    layer.spool.close()  # type: ignore[union-attr]

    def away(*_: Any) -> int:
        raise ConnectionError("no database")

    with monkeypatch.context() as patch:
        patch.setattr("portal.baking.loading.record_many", away)
        with pytest.raises(ConnectionError):
            load_spool()
    assert load_spool() == 1
    assert ArticleView.objects.count() == 1


def test_a_file_that_always_fails_holds_up_no_other(
    article: ArticlePage, layer: Layer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    spool = layer.spool
    assert spool is not None
    for number in range(3):
        send(layer, beacon(article, view=f"{number:032x}"))
        spool.close()
    heard: list[int] = []

    def fail_first(beacons: Any) -> int:
        heard.append(1)
        if len(heard) == 1:
            raise ValueError("not to be kept")
        return bulk.record_many(beacons)

    with monkeypatch.context() as patch:
        patch.setattr("portal.baking.loading.record_many", fail_first)
        assert load_spool() == 2
    aside = list(spool.folder.glob("*.failed"))
    assert len(aside) == 1
    assert str(aside[0]) in caplog.text
    assert load_spool() == 0
    aside[0].rename(aside[0].with_suffix(".spool"))
    assert load_spool() == 1, "an operator who mended the cause names it as before"


WRITER = """
    import sys
    from pathlib import Path
    from portal.baking.spool import Spool
    spool = Spool(Path(sys.argv[1]))
    number = 0
    while True:
        assert spool.append(b"%032x" % number)
        print(number, flush=True)
        number += 1
"""


def test_what_was_acknowledged_outlives_a_killed_process(tmp_path: Path) -> None:
    for killed in range(3):
        child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER), tmp_path], stdout=subprocess.PIPE)
        assert child.stdout is not None
        acknowledged = [int(child.stdout.readline()) for _ in range(300 + killed)]
        child.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in child.stdout.read().splitlines() if line]
        child.wait()
        child.stdout.close()
        kept: list[int] = []
        for file in spooled(tmp_path):
            with complete(file) as lines:
                assert lines is not None, "the lock died with its process"
                kept += [int(line, 16) for line in lines]
            file.unlink()
        assert kept[: len(acknowledged)] == acknowledged
        assert len(kept) - len(acknowledged) <= 1
