"""BaseLinker is asked: new orders by the second they were confirmed in, changes by its journal."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from orders.models import Order, PullRun, PullSource
from orders.pull import baselinker
from orders.pull.actions import know_shops, pull
from orders.pull.baselinker import BaseLinker
from orders.pull.errors import SlowDown
from tests.orders.shops import TOKEN, BaseLinkerShop, Reply, ago, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(settings: Any) -> Iterator[BaseLinkerShop]:
    shop = BaseLinkerShop()
    with open_shop(shop):
        settings.DEBUG, settings.BASELINKER_TOKEN = True, TOKEN
        know_shops(timezone.now())
        yield shop


def ask_base(shop: BaseLinkerShop, token: str = TOKEN) -> PullRun:
    run = pull(PullSource.objects.get(name="baselinker").pk, shop=BaseLinker(token, url=shop.url, pause=0))
    assert run is not None
    return run


def test_baselinkers_orders_come_in_and_changes_are_found_in_its_journal(base: BaseLinkerShop) -> None:
    base.sell(11, ago(days=3))
    base.sell(12, ago(days=1))
    base.note(11, 1)
    assert ask_base(base).created == 2
    base.orders[11]["delivery_city"] = "Łódź"
    base.note(11)
    base.sell(13, ago(minutes=1))
    run = ask_base(base)
    assert (run.created, run.updated) == (1, 1)
    assert Order.objects.get(external_id="11").shipping_address["city"] == "Łódź"


def test_an_order_that_baselinker_deleted_is_marked(base: BaseLinkerShop) -> None:
    base.sell(11, ago(days=3))
    ask_base(base)
    del base.orders[11]
    base.note(11, 4)
    ask_base(base)
    assert Order.objects.get().deleted_at is not None


def test_a_second_with_more_orders_than_a_page_loses_none(
    base: BaseLinkerShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baselinker, "PER_PAGE", 3)
    base.page = 3
    for number in range(20, 30):
        base.sell(number, ago(days=2) + timedelta(seconds=number // 2))
    assert ask_base(base).created == 10


def test_changes_are_found_without_a_journal_once_a_day(base: BaseLinkerShop) -> None:
    base.sell(11, ago(days=3))
    base.sell(12, ago(days=2))
    ask_base(base)
    base.orders[11]["email"] = "ben@example.com"
    assert ask_base(base).updated == 0
    source = PullSource.objects.get()
    PullSource.objects.update(cursor={**source.cursor, "read_at": ago(days=2).isoformat()})
    assert ask_base(base).updated == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"status": "ERROR", "error_code": "ERROR_STORAGE", "error_message": "?"}, "refused the question"),
        ({"status": "SUCCESS", "statuses": "none"}, "no list of statuses"),
        (["?"], "no answer of its own"),
    ],
)
def test_what_baselinker_refuses_is_told(answer: Any, told: str, base: BaseLinkerShop) -> None:
    base.troubles = [Reply(200, answer)]
    assert told in ask_base(base).error


def test_a_wrong_token_waits_for_a_person(base: BaseLinkerShop) -> None:
    run = ask_base(base, token="1-2-WRONG")
    assert run.error.startswith("BaseLinker refused our token. Check BASELINKER_TOKEN")
    assert PullSource.objects.get().due_at > timezone.now() + timedelta(hours=5)


def test_a_blocked_token_waits_until_baselinker_says() -> None:
    now = timezone.now().replace(year=2026, month=1, day=2, hour=16, minute=10, second=0, microsecond=0)
    said = "Query limit exceeded, token blocked until 2026-01-02 17:15:00"  # by the clock of Warsaw
    stopped = baselinker.refusal("ERROR_BLOCKED_TOKEN", said, now)
    assert isinstance(stopped, SlowDown)
    assert stopped.seconds == 300
