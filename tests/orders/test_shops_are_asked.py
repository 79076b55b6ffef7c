"""Orders that no webhook brought are found by asking the shop: page by page, politely, and once."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from orders.actions.deleting import ask_again
from orders.models import Order, PullRun, PullSource
from orders.pull import http, woocommerce
from orders.pull.actions import ask_now, know_shops, pull, shops_to_ask
from orders.pull.errors import NeedsAPerson, PullStopped
from orders.pull.http import Caller, check_address, retry_after
from orders.pull.tasks import pull_source
from orders.pull.woocommerce import WooCommerce
from portal.accounts.models import User
from tests.orders.shops import KEY, SECRET, Reply, WooShop, ago, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_a_hurry(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEBUG = True  # the stand-ins speak http
    monkeypatch.setattr(woocommerce, "PAUSE", 0)


@pytest.fixture
def woo(settings: Any) -> Iterator[WooShop]:
    shop = WooShop()
    with open_shop(shop):
        settings.WOOCOMMERCE_URL, settings.WOOCOMMERCE_KEY, settings.WOOCOMMERCE_SECRET = shop.url, KEY, SECRET
        know_shops(timezone.now())
        yield shop


def ask_woo(shop: WooShop, secret: str = SECRET) -> PullRun:
    run = pull(PullSource.objects.get(name="woocommerce").pk, shop=WooCommerce(shop.url, KEY, secret, pause=0))
    assert run is not None
    return run


def figures(run: PullRun) -> tuple[int, int, int, int]:
    return run.created, run.updated, run.unchanged, run.failed


def test_orders_come_in_and_only_changes_the_next_time(woo: WooShop) -> None:
    woo.sell(1, ago(days=3))
    woo.sell(2, ago(hours=2))
    run = ask_woo(woo)
    assert (run.state, figures(run)) == ("done", (2, 0, 0, 0))
    woo.sell(1, ago(minutes=5), status="completed")
    run = ask_woo(woo)
    assert figures(run) == (0, 1, 1, 0)  # the second one lies in the overlap
    assert Order.objects.get(external_id="1").source_status == "completed"
    source = PullSource.objects.get()
    assert (source.error, source.attempts, source.lease_until) == ("", 0, None)
    assert source.last_success_at is not None
    assert source.due_at > timezone.now() + timedelta(minutes=14)


def test_nothing_new_leaves_the_place_where_it_was(woo: WooShop) -> None:
    woo.sell(1, ago(days=3))
    ask_woo(woo)
    before = PullSource.objects.get().cursor
    ask_woo(woo)
    ask_woo(woo)
    assert PullSource.objects.get().cursor == before


def test_many_pages_bring_every_order_once_even_if_all_changed_in_one_second(
    woo: WooShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(woocommerce, "PER_PAGE", 3)
    same = ago(hours=1)
    for number in range(1, 9):
        woo.sell(number, same)
    for number in range(9, 14):
        woo.sell(number, same + timedelta(minutes=number))
    run = ask_woo(woo)
    assert run.created == 13
    assert Order.objects.count() == 13


def test_an_order_that_cannot_be_read_is_told_and_holds_up_no_other(woo: WooShop) -> None:
    woo.sell(1, ago(hours=2), total="plenty")
    woo.sell(2, ago(hours=1))
    run = ask_woo(woo)
    assert (run.state, figures(run)) == ("done", (1, 0, 0, 1))
    assert run.error == "Order 1: $.total: 'plenty' is not an amount."


TROUBLES = [
    (Reply(500, {"code": "internal"}), "WooCommerce has a fault of its own (500).", 1),
    (Reply(429, "", {"Retry-After": "600"}), "WooCommerce asks us to wait (429).", 10),
    (Reply(503, "", {"Retry-After": "1200"}), "WooCommerce asks us to wait (503).", 20),
    (Reply(200, b'[{"id": 1,'), "WooCommerce answered something that is no JSON", 1),
    (Reply(200, b"<html>Log in</html>"), "WooCommerce answered something that is no JSON", 1),
    (Reply(200, {"orders": []}), "WooCommerce answered something that is no list of orders.", 1),
    (Reply(302, "", {"Location": "https://example.com/"}), "WooCommerce sends us to another address (302).", 360),
    (Reply(401, {"code": "no"}), "WooCommerce refused our key (401). Check the key", 360),
    (Reply(404, {"code": "no"}), "WooCommerce knows no such page (404).", 360),
    (Reply(400, {"code": "no"}), "WooCommerce did not understand our question (400).", 1),
]


@pytest.mark.parametrize(("trouble", "told", "minutes"), TROUBLES)
def test_a_shop_in_trouble_is_left_alone_for_a_while_and_the_reason_told(
    trouble: Reply, told: str, minutes: int, woo: WooShop
) -> None:
    woo.sell(1, ago(hours=1))
    woo.troubles = [trouble]
    run = ask_woo(woo)
    source = PullSource.objects.get()
    assert run.state == "failed"
    assert source.error.startswith(told)
    wait = source.due_at - timezone.now()
    assert timedelta(minutes=minutes) - timedelta(seconds=20) < wait <= timedelta(minutes=minutes)
    assert len(woo.asked) == 1
    ask_woo(woo)
    source.refresh_from_db()
    assert (source.error, source.attempts, Order.objects.count()) == ("", 0, 1)


def test_failures_in_a_row_wait_longer_and_longer(woo: WooShop) -> None:
    waits = []
    for _try in range(4):
        woo.troubles = [Reply(500, "")]
        ask_woo(woo)
        waits.append(round((PullSource.objects.get().due_at - timezone.now()).total_seconds() / 60))
    assert waits == [1, 2, 4, 8]


def test_trouble_in_the_middle_keeps_what_was_read_and_goes_on_there(
    woo: WooShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(woocommerce, "PER_PAGE", 2)
    for number in range(1, 6):
        woo.sell(number, ago(hours=10 - number))
    monkeypatch.setattr(
        woo, "answer", lambda asked: Reply(500, "") if len(woo.asked) == 2 else WooShop.answer(woo, asked)
    )
    assert figures(ask_woo(woo)) == (2, 0, 0, 0)
    assert ask_woo(woo).created == 3
    assert Order.objects.count() == 5


def test_a_slow_shop_does_not_hold_us(woo: WooShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "READ_SECONDS", 0.05)
    woo.troubles = [Reply(200, [], delay=0.3)]
    ask_woo(woo)
    assert PullSource.objects.get().error == "WooCommerce did not answer in time."


def test_an_answer_without_end_is_cut(woo: WooShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_ANSWER", 1000)
    woo.troubles = [Reply(200, b"[" + b" " * 2000 + b"]")]
    ask_woo(woo)
    assert "answered more than" in PullSource.objects.get().error


def test_a_shop_that_is_away_is_told_without_the_key(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.WOOCOMMERCE_URL, settings.WOOCOMMERCE_KEY, settings.WOOCOMMERCE_SECRET = "http://127.0.0.1:9", KEY, SECRET
    know_shops(timezone.now())
    run = pull(PullSource.objects.get().pk)
    assert run is not None
    assert run.error == "WooCommerce could not be reached (nobody answers there)."
    assert SECRET not in caplog.text + run.error


def test_a_wrong_secret_is_refused_by_the_shop_and_kept_out_of_the_log(
    woo: WooShop, caplog: pytest.LogCaptureFixture
) -> None:
    run = ask_woo(woo, secret="cs_wrong")
    assert "refused our key (401)" in run.error
    assert "cs_wrong" not in caplog.text + run.error


def test_two_workers_do_not_ask_the_same_shop(woo: WooShop) -> None:
    source = PullSource.objects.get()
    PullSource.objects.filter(pk=source.pk).update(lease_until=timezone.now() + timedelta(minutes=1))
    assert pull(source.pk) is None
    assert not shops_to_ask(timezone.now())
    assert woo.asked == []


def test_a_killed_worker_is_succeeded_and_its_run_is_closed(woo: WooShop) -> None:
    source = PullSource.objects.get()
    PullSource.objects.filter(pk=source.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    dead = PullRun.objects.create(source=source, started_at=timezone.now())
    assert shops_to_ask(timezone.now()) == [source.pk]
    assert ask_woo(woo).state == "done"
    dead.refresh_from_db()
    assert (dead.state, dead.error) == ("failed", "The process that asked was stopped.")


def test_whoever_lost_the_lease_stops_and_changes_nothing_of_the_new_one(
    woo: WooShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(woocommerce, "PER_PAGE", 1)
    for number in (1, 2, 3):
        woo.sell(number, ago(hours=9 - number))
    later = timezone.now() + timedelta(minutes=3)

    def answer(asked: Any) -> Reply:
        if len(woo.asked) == 2:
            taken.set()
        return WooShop.answer(woo, asked)

    taken = threading.Event()
    monkeypatch.setattr(woo, "answer", answer)
    monkeypatch.setattr(
        "orders.pull.actions.save_order",
        lambda order: PullSource.objects.update(lease_key=None, lease_until=later) and (None, "created"),
    )
    run = ask_woo(woo)
    assert run.error == "Another process asks this shop now."
    assert PullSource.objects.get().lease_until == later
    assert not taken.is_set()


def test_tick_asks_who_is_due(woo: WooShop) -> None:
    woo.sell(1, ago(hours=1))
    call_command("tick")
    call_command("tick")
    assert Order.objects.count() == 1
    assert PullRun.objects.count() == 1


def test_a_doubled_job_asks_once(woo: WooShop) -> None:
    source = PullSource.objects.get()
    assert pull_source.call(source.pk) is True
    assert pull_source.call(source.pk) is False


def test_a_shop_without_keys_or_switched_off_is_not_asked(woo: WooShop, settings: Any) -> None:
    settings.WOOCOMMERCE_KEY = ""
    assert shops_to_ask(timezone.now()) == []
    settings.WOOCOMMERCE_KEY = KEY
    PullSource.objects.update(is_enabled=False)
    assert shops_to_ask(timezone.now()) == []


def test_orders_in_doubt_are_asked_for_one_by_one(woo: WooShop) -> None:
    for number in (1, 2):
        woo.sell(number, ago(days=2))
    ask_woo(woo)
    for number in ("1", "2"):
        ask_again("woocommerce", number, timezone.now())
    woo.orders[1]["customer_note"] = "changed in the same second"
    del woo.orders[2]
    ask_woo(woo)
    kept, gone = Order.objects.order_by("external_id")
    assert (kept.customer_note, kept.refetch_at, kept.deleted_at) == ("changed in the same second", None, None)
    assert gone.deleted_at is not None
    assert gone.refetch_at is None


def test_the_command_asks_and_says_what_came(woo: WooShop, capsys: pytest.CaptureFixture[str]) -> None:
    woo.sell(1, ago(days=200))
    woo.sell(2, ago(days=2))
    call_command("pull_orders")
    assert capsys.readouterr().out == "woocommerce: 1 new, 0 changed, 0 as we knew them\n"
    call_command("pull_orders", "--source", "woocommerce", "--since", "2020-01-01")
    assert "1 new" in capsys.readouterr().out


def test_the_command_without_keys_says_which_are_missing() -> None:
    with pytest.raises(CommandError, match="BASELINKER_TOKEN"):
        call_command("pull_orders")


def test_the_command_fails_when_the_shop_does(woo: WooShop) -> None:
    woo.troubles = [Reply(500, "")]
    with pytest.raises(CommandError, match="Not finished: woocommerce"):
        call_command("pull_orders")


@pytest.mark.parametrize(("said", "seconds"), [("120", 120), ("", 0), ("soon", 0), ("99999999", 21600)])
def test_patience_is_read_from_the_header(said: str, seconds: float) -> None:
    assert retry_after(said) == seconds


def test_patience_may_be_a_date() -> None:
    now = timezone.now().replace(microsecond=0)
    until = now + timedelta(minutes=2)
    assert retry_after(until.strftime("%a, %d %b %Y %H:%M:%S GMT"), now) == 120


@pytest.mark.parametrize("url", ["http://shop.example", "ftp://shop.example", "https://", "https://a:b@shop.example"])
def test_only_https_to_a_plain_host_is_asked(url: str, settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(NeedsAPerson):
        check_address(url)


def test_questions_keep_a_polite_distance(woo: WooShop) -> None:
    slept: list[float] = []
    caller = Caller("Shop", auth=(KEY, SECRET), pause=100, sleep=slept.append)
    for _time in range(2):
        with pytest.raises(PullStopped):
            caller.ask("GET", f"{woo.url}/wp-json/wc/v3/orders/404")
    assert len(slept) == 1
    assert 90 < slept[0] <= 100


def test_an_operator_sees_what_is_wrong_and_asks_again(
    woo: WooShop, admin_client: Any, as_user: Any, mia: User
) -> None:
    woo.troubles = [Reply(401, "")]
    ask_woo(woo)
    source = PullSource.objects.get()
    page = admin_client.get("/admin/pull_sources/").content.decode()
    assert "WooCommerce refused our key (401)" in page
    assert as_user(mia).get(f"/admin/pull_sources/{source.pk}/now/").status_code in (302, 403)
    woo.sell(1, ago(hours=1))
    assert "refused our key" in admin_client.get(f"/admin/pull_sources/{source.pk}/now/").content.decode()
    assert Order.objects.count() == 0
    answer = admin_client.post(f"/admin/pull_sources/{source.pk}/now/", follow=True)
    assert "woocommerce is asked now" in answer.content.decode()
    assert Order.objects.count() == 1
    assert "All is well" in admin_client.get("/admin/pull_sources/").content.decode()
    assert admin_client.get("/admin/pull_runs/").status_code == 200


def test_asking_now_forgets_the_back_off(woo: WooShop) -> None:
    woo.troubles = [Reply(401, "")]
    ask_woo(woo)
    assert shops_to_ask(timezone.now()) == []
    ask_now(PullSource.objects.get(), timezone.now())
    assert shops_to_ask(timezone.now()) != []
