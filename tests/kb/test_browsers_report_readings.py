"""The beacon's address: whatever comes, it answers 204, and keeps only what may be kept."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.models import ArticlePage, ArticleView, ReadingDay
from kb.models.reading import Device
from kb.reading import actions
from kb.reading.limits import Limit
from portal.accounts.models import User
from tests.kb.makers import make_article

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
VIEW = "0123456789abcdef0123456789abcdef"
Send = Callable[..., HttpResponse]


@pytest.fixture
def send(article: ArticlePage, client: Client) -> Send:
    """send(n=1, a=5000) posts a beacon of the article as a browser would; headers={…} changes its headers."""

    def post(headers: dict[str, str] | None = None, as_client: Client = client, **fields: Any) -> HttpResponse:
        said = {"t": article.reader_token, "v": VIEW, "n": 1, "a": 0, "s": 0, "m": 0, "e": 0, "d": "l", "f": "d"}
        return as_client.post(
            "/help/read/",
            urlencode(said | fields),
            content_type="application/x-www-form-urlencoded",
            headers={"User-Agent": BROWSER, "Sec-Fetch-Site": "same-origin"} | (headers or {}),
        )

    return post


def test_the_first_beacon_starts_a_view_without_a_time(send: Send, article: ArticlePage) -> None:
    assert send(n=0).status_code == 204
    view = ArticleView.objects.get()
    assert (view.article_id, view.day, view.timed) == (article.pk, timezone.localdate(), False)


def test_later_beacons_raise_the_totals_of_the_same_view(send: Send) -> None:
    send(n=0)
    send(n=1, a=5000, s=6000, m=40)
    send(n=2, a=15_000, s=20_000, m=90, e=1)
    view = ArticleView.objects.get()
    assert (view.timed, view.active_ms, view.visible_ms) == (True, 15_000, 20_000)
    assert (view.scroll_percent, view.end_seen) == (90, True)


def test_beacons_in_the_wrong_order_or_twice_change_nothing(send: Send) -> None:
    for beacon in ({"n": 2, "a": 15_000, "s": 15_000, "e": 1}, {"n": 1, "a": 5000, "s": 5000}, {"n": 0}) * 2:
        send(**beacon)
    view = ArticleView.objects.get()
    assert (view.timed, view.active_ms, view.end_seen) == (True, 15_000, True)


def test_a_view_cannot_be_moved_to_another_article(send: Send, article: ArticlePage) -> None:
    other = make_article(article.get_parent(), "Another")
    send(n=1, a=5000, s=5000)
    send(n=2, a=60_000, s=60_000, t=other.reader_token)
    view = ArticleView.objects.get()
    assert (view.article_id, view.active_ms) == (article.pk, 5000)


def test_a_page_says_what_its_reader_did_next(send: Send) -> None:
    send(n=0)
    send(n=1, a=5000, s=5000, o="c")
    send(n=2, a=9000, s=9000, o="cn?x")
    send(n=3, a=9500, s=9500)
    view = ArticleView.objects.get()
    assert (view.contacted, view.voted_no, view.searched, view.active_ms) == (True, True, False, 9500)


@pytest.mark.parametrize("token", ["", "1", "1.1:forged", "1.1:" + "A" * 43, "\x00", "é", ":", "a.b:c"])
def test_an_article_that_was_never_shown_is_not_counted(send: Send, token: str) -> None:
    assert send(t=token).status_code == 204
    assert not ArticleView.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"[" * 500, b"&" * 500, b"t=1&" * 100, b"{}", b"x" * 600, b"%00=%00", b"a" * 1_000_000],
)
def test_hostile_bodies_get_the_same_empty_answer(client: Client, db: None, body: bytes) -> None:
    answer = client.post(
        "/help/read/",
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"User-Agent": BROWSER, "Sec-Fetch-Site": "same-origin"},
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert not ArticleView.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head", "options"])
def test_other_methods_get_the_same_empty_answer(client: Client, db: None, method: str) -> None:
    assert getattr(client, method)("/help/read/").status_code == 204


def test_a_length_that_is_no_number_is_refused_unread(send: Send) -> None:
    assert send(headers={"Content-Length": "many"}).status_code == 413
    assert not ArticleView.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-GPC": "1"},
        {"DNT": "1"},
        {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
    ],
)
def test_who_must_not_be_counted_is_not(send: Send, headers: dict[str, str]) -> None:
    assert send(headers=headers).status_code == 204
    assert not ArticleView.objects.exists()


def test_editors_and_agents_are_not_counted(send: Send, as_user: Any, eva: User, anna: User) -> None:
    send(as_client=as_user(eva))
    assert not ArticleView.objects.exists()
    send(as_client=as_user(anna))
    assert ArticleView.objects.count() == 1


def test_one_address_cannot_report_without_end(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.reading.views.BEACONS", Limit(allowed=2))
    monkeypatch.setattr("kb.reading.limits.time", SimpleNamespace(monotonic=lambda: 0.0))  # no minute ends meanwhile
    for number in range(4):
        assert send(v=f"{number:032x}").status_code == 204
    assert ArticleView.objects.count() == 2


def test_a_limit_forgets_after_a_minute_and_knows_addresses_apart() -> None:
    limit = Limit(allowed=1)
    assert [limit.reached("a", now=0), limit.reached("a", now=1), limit.reached("b", now=1)] == [False, True, False]
    assert limit.reached("a", now=61) is False


@pytest.mark.parametrize("number", [0, 1])
def test_a_beacon_costs_one_statement(send: Send, number: int) -> None:
    send(n=0)
    with CaptureQueriesContext(connection) as queries:
        send(n=number, a=5000, s=5000)
    assert len(queries) == 1


def test_a_view_holds_nothing_about_the_reader() -> None:
    kept = {field.name for field in ArticleView._meta.get_fields()}
    assert kept == {
        "id", "article", "day", "device", "source", "timed", "active_ms", "visible_ms", "scroll_percent", "end_seen",
        "contacted", "searched", "voted_no",
    }  # fmt: skip
    assert {field.name for field in ReadingDay._meta.get_fields()} == {
        "id", "article", "day", "device", "source", "bucket", "views",
    }  # fmt: skip
    assert len(Device.values) == 2


def view(article: ArticlePage, number: int, day: date, active_ms: int = 0, timed: bool = True) -> None:
    ArticleView.objects.create(
        id=f"{number:032x}", article=article, day=day, device="s", source="d", timed=timed, active_ms=active_ms
    )


def counters() -> dict[int, int]:
    return dict(ReadingDay.objects.values_list("bucket", "views"))


def test_finished_days_are_added_up_once(article: ArticlePage) -> None:
    today = date(2026, 3, 10)
    for number, active_ms in enumerate([1000, 2000, 45_000, 700_000]):
        view(article, number, date(2026, 3, 8), active_ms)
    view(article, 10, date(2026, 3, 8), timed=False)
    view(article, 11, date(2026, 3, 9))
    assert actions.fold(today) == 1
    assert counters() == {0: 1, 1: 2, 4: 1, 7: 1}
    assert actions.fold(today) == 0
    assert counters() == {0: 1, 1: 2, 4: 1, 7: 1}


def test_views_are_deleted_after_a_month_and_counters_after_thirteen(article: ArticlePage) -> None:
    today = date(2026, 3, 10)
    view(article, 1, today - timedelta(days=30))
    view(article, 2, today - timedelta(days=31))
    old = ReadingDay(article=article, day=today - timedelta(days=396), device="s", source="d", bucket=1, views=3)
    old.save()
    actions.purge(today)
    assert list(ArticleView.objects.values_list("day", flat=True)) == [today - timedelta(days=30)]
    assert not ReadingDay.objects.filter(pk=old.pk).exists()
    assert ReadingDay.objects.filter(day=today - timedelta(days=31), views=1).exists()


def test_a_view_that_passes_midnight_stays_one_view_of_its_first_day(send: Send) -> None:
    with time_machine.travel("2026-03-08T22:59:00+00:00", tick=False):
        send(n=0)
    with time_machine.travel("2026-03-08T23:05:00+00:00", tick=False):
        send(n=1, a=5000, s=5000)
    assert ArticleView.objects.get().day == date(2026, 3, 8)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_article_deleted_meanwhile_is_no_error(send: Send, article: ArticlePage) -> None:
    token = article.reader_token
    article.delete()
    assert send(t=token).status_code == 204
    assert not ArticleView.objects.exists()
