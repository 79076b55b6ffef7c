"""InPost and karrio's carriers are asked for news: politely, once at a time, and never again when it is over."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from orders.actions import record_tracking_event, update_parcel
from orders.models import CarrierLine, Shipment
from orders.tracking import adapters, asking, karrio
from orders.tracking.adapters import adapter_for
from orders.tracking.answers import NoSuchParcel, NotAnswered
from orders.tracking.asking import ask_carrier, parcels_to_ask
from orders.tracking.inpost import InPost
from orders.tracking.polling import LONGEST, next_poll, paused_until, retry_at, take_token
from tests.orders.makers import make_order

S = Shipment.Status
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NUMBER = "520113017830399002575123"
GLS = Path(__file__).parent / "data" / "karrio_gls_tracking_response.json"
SHIPX = {
    "tracking_number": NUMBER,
    "service": "inpost_locker_standard",
    "status": "ready_to_pickup",
    "custom_attributes": {
        "target_machine_id": "KRA01M",
        "target_machine_detail": {
            "name": "KRA01M",
            "opening_hours": "24/7",
            "location_description": "Przy sklepie",
            "location": {"latitude": 50.068, "longitude": 19.937},
            "address": {"line1": "ul. Długa 7", "line2": "31-147 Kraków"},
        },
    },
    "tracking_details": [
        {"status": "ready_to_pickup", "origin_status": "AVI", "datetime": "2026-11-18T09:00:00.000+01:00"},
        {"status": "out_for_delivery", "datetime": "2026-11-18T06:00:00.000+01:00", "agency": "KRK"},
        {"status": "confirmed", "datetime": "2026-11-16T15:00:00.000+01:00", "agency": None},
    ],
}


class Carrier:
    """A stand-in that speaks ShipX: answers what it was told to, in turn, the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes, dict[str, str]]] = []
        self.asked: list[str] = []
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                carrier.asked.append(self.path)
                status, body, headers = carrier.answers[min(len(carrier.asked), len(carrier.answers)) - 1]
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def says(self, *answers: Any, status: int = 200, **headers: str) -> None:
        said = [answer if isinstance(answer, bytes) else json.dumps(answer).encode() for answer in answers]
        self.answers = [
            (status, body, {name.replace("_", "-"): value for name, value in headers.items()}) for body in said
        ]
        self.asked = []

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def inpost(settings: Any) -> Iterator[Carrier]:
    carrier = Carrier()
    settings.TRACKING_POLL, settings.INPOST_API_URL = ["inpost"], carrier.url
    settings.DEBUG = True  # the stand-in speaks http
    yield carrier
    carrier.stop()


@pytest.fixture
def parcel(db: None) -> Iterator[Shipment]:
    with time_machine.travel(NOW, tick=False):
        made, _is_new = update_parcel(make_order(), "p1", carrier="InPost Paczkomaty", tracking_number=NUMBER)
        yield made


def ask(parcel: Shipment) -> bool:
    answered = ask_carrier.func(parcel.pk)
    parcel.refresh_from_db()
    return bool(answered)


def due_again(parcel: Shipment) -> None:
    Shipment.objects.filter(pk=parcel.pk).update(next_poll_at=NOW)
    CarrierLine.objects.update(tokens=1, paused_until=None)


def test_inpost_answers_and_the_parcel_follows(inpost: Carrier, parcel: Shipment) -> None:
    inpost.says(SHIPX)
    assert parcels_to_ask(NOW, 10) == [parcel.pk]
    assert ask(parcel)
    assert inpost.asked == [f"/v1/tracking/{NUMBER}"]
    assert (parcel.status, parcel.status_at) == (S.READY_FOR_PICKUP, datetime(2026, 11, 18, 8, 0, tzinfo=UTC))
    assert parcel.pickup_point == {
        "name": "KRA01M",
        "address": "ul. Długa 7, 31-147 Kraków, Przy sklepie",
        "hours": "24/7",
        "latitude": "50.068",
        "longitude": "19.937",
    }
    assert [(event.carrier_code, event.source, event.location) for event in parcel.events.all()] == [
        ("ready_to_pickup", "inpost", ""),
        ("out_for_delivery", "inpost", "KRK"),
        ("confirmed", "inpost", ""),
    ]
    assert parcel.next_poll_at is not None
    assert timedelta(minutes=13) < parcel.next_poll_at - NOW < timedelta(minutes=17)
    assert parcels_to_ask(NOW, 10) == []
    due_again(parcel)
    assert ask(parcel)
    assert parcel.events.count() == 3


def test_the_place_the_shop_named_stays(inpost: Carrier, parcel: Shipment) -> None:
    update_parcel(parcel.order, "p1", pickup_point={"name": "Our own counter"})
    inpost.says(SHIPX)
    ask(parcel)
    assert parcel.pickup_point == {"name": "Our own counter"}


def test_two_workers_ask_once(inpost: Carrier, parcel: Shipment) -> None:
    inpost.says(SHIPX)
    Shipment.objects.filter(pk=parcel.pk).update(next_poll_at=NOW + asking.LEASE)
    assert not ask(parcel)
    assert inpost.asked == []


def test_a_number_not_known_yet_is_asked_for_again_and_one_forgotten_is_not(inpost: Carrier, parcel: Shipment) -> None:
    inpost.says({"error": "resource_not_found"}, status=404)
    assert ask(parcel)
    assert (parcel.poll_error, parcel.next_poll_at) == ("404", NOW + timedelta(hours=12))
    record_tracking_event(parcel, occurred_at=NOW, status=S.DELIVERED, source="inpost")
    due_again(parcel)
    assert ask(parcel)
    assert (parcel.poll_error, parcel.next_poll_at, parcel.status) == ("", None, S.DELIVERED)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oops"),
        (403, b"{}"),
        (302, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"tracking_details": 1}'),
        (200, b'{"tracking_details": [{"status": "delivered", "datetime": "yesterday"}]}'),
        (200, b"x" * 1_100_000),
    ],
)
def test_a_strange_answer_changes_nothing_and_is_asked_again(
    inpost: Carrier, parcel: Shipment, status: int, body: bytes
) -> None:
    inpost.says(body, status=status, Location="/elsewhere")
    assert not ask(parcel)
    assert (parcel.status, parcel.events.count(), parcel.poll_attempts) == (S.UNKNOWN, 0, 1)
    assert parcel.poll_error
    assert parcel.next_poll_at is not None
    assert timedelta(minutes=4) < parcel.next_poll_at - NOW < timedelta(minutes=6)
    assert len(inpost.asked) == 1


def test_nobody_there_is_no_answer(inpost: Carrier, parcel: Shipment, settings: Any) -> None:
    settings.INPOST_API_URL = "http://127.0.0.1:9"
    assert not ask(parcel)
    assert "nobody answers there" in parcel.poll_error


def test_five_failures_in_a_row_pause_the_carrier_and_an_answer_ends_it(inpost: Carrier, parcel: Shipment) -> None:
    inpost.says(b"", status=503)
    for _ in range(5):
        Shipment.objects.filter(pk=parcel.pk).update(next_poll_at=NOW)
        CarrierLine.objects.update(tokens=1)
        ask(parcel)
    line = CarrierLine.objects.get(carrier="inpost")
    assert (line.failures, line.paused_until) == (5, NOW + timedelta(minutes=5))
    Shipment.objects.filter(pk=parcel.pk).update(next_poll_at=NOW)
    assert not ask(parcel)
    assert len(inpost.asked) == 5
    assert parcel.next_poll_at is not None
    assert parcel.next_poll_at >= NOW + timedelta(minutes=5)
    inpost.says(SHIPX)
    due_again(parcel)
    assert ask(parcel)
    line.refresh_from_db()
    assert (line.failures, line.paused_until, line.error) == (0, None, "")
    assert (parcel.poll_attempts, parcel.poll_error) == (0, "")


def test_the_pause_a_carrier_asks_for_is_kept_by_all(inpost: Carrier, parcel: Shipment) -> None:
    inpost.says(b"", status=429, Retry_After="900")
    assert not ask(parcel)
    assert CarrierLine.objects.get().paused_until == NOW + timedelta(minutes=15)
    assert parcel.next_poll_at is not None
    assert parcel.next_poll_at >= NOW + timedelta(minutes=15)


def test_many_parcels_wait_in_line(inpost: Carrier, parcel: Shipment) -> None:
    inpost.says(SHIPX)
    for number in range(2, 10):
        update_parcel(parcel.order, f"p{number}", carrier="inpost", tracking_number=NUMBER[:-1] + str(number))
    answered = [ask_carrier.func(pk) for pk in parcels_to_ask(NOW, 50)]
    assert (len(answered), sum(answered)) == (9, len(inpost.asked))
    assert 0 < sum(answered) <= 6
    assert Shipment.objects.filter(next_poll_at__lte=NOW).count() == 0


def test_nobody_is_asked_unless_the_settings_say_so(parcel: Shipment, settings: Any) -> None:
    assert parcels_to_ask(NOW, 10) == []
    settings.TRACKING_POLL = ["inpost"]
    Shipment.objects.update(carrier="dpd")
    assert parcels_to_ask(NOW, 10) == []
    assert Shipment.objects.get().next_poll_at is None
    update_parcel(parcel.order, "p1", carrier="inpost")
    assert parcels_to_ask(NOW, 10) == [parcel.pk]
    Shipment.objects.update(created_at=NOW - LONGEST - timedelta(hours=1))
    assert parcels_to_ask(NOW, 10) == []


def test_the_whole_way_at_once_announces_only_where_it_led(
    inpost: Carrier, parcel: Shipment, django_capture_on_commit_callbacks: Any
) -> None:
    inpost.says(SHIPX)
    with django_capture_on_commit_callbacks() as callbacks:
        ask(parcel)
    assert len(callbacks) == 1
    assert list(parcel.stages.values_list("status", flat=True)) == [S.READY_FOR_PICKUP]


STATUSES = st.sampled_from(S.values)
HOURS = st.integers(0, 24 * 90).map(lambda hours: timedelta(hours=hours))


@given(STATUSES, HOURS, HOURS, st.floats(0, 1))
def test_questions_are_polite_and_come_to_an_end(status: str, age: timedelta, since: timedelta, luck: float) -> None:
    again = next_poll(status, NOW - min(since, age), NOW - age, NOW, luck)
    is_over = age > timedelta(days=60) or (
        status in (S.DELIVERED, S.RETURNED, S.CANCELLED) and min(since, age) > timedelta(days=3)
    )
    assert (again is None) == is_over
    if again:
        soon = status in (S.OUT_FOR_DELIVERY, S.READY_FOR_PICKUP, S.PICKUP_REMINDER)
        assert timedelta(minutes=13) <= again - NOW <= timedelta(hours=14)
        assert (again - NOW < timedelta(hours=1)) == soon


@given(st.integers(1, 30_000), st.floats(0, 1))
def test_failures_wait_ever_longer(attempts: int, luck: float) -> None:
    wait = retry_at(attempts, NOW, luck) - NOW
    assert timedelta(minutes=4) < wait <= timedelta(hours=14)
    assert retry_at(attempts + 1, NOW, 0.5) >= retry_at(attempts, NOW, 0.5)


@given(st.integers(0, 10_000), st.none() | st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)))
def test_a_pause_ends(failures: int, wish: timedelta | None) -> None:
    pause = paused_until(failures, NOW, wish)
    assert pause is None or NOW < pause <= NOW + timedelta(hours=6)
    assert failures < 5 or pause is not None


@given(st.floats(0, 10), st.lists(st.floats(0, 30), min_size=1, max_size=40))
def test_no_more_than_the_allowed_questions_a_minute(tokens: float, gaps: list[float]) -> None:
    at, filled_at, taken = NOW, NOW, 0
    tokens = min(tokens, 6)
    for gap in gaps:
        at += timedelta(seconds=gap)
        tokens, wait = take_token(tokens, filled_at, at, 60)
        filled_at = at
        taken += not wait
    assert taken <= 6 + (at - NOW).total_seconds() + 1e-6


def test_karrio_is_read_as_its_gls_package_answers() -> None:
    """What karrio 2026.1.32 makes of data/karrio_gls_tracking_response.json."""
    handed = {"code": "INTIAL.NORMAL", "description": "The parcel was handed over to GLS."}
    entered = {"code": "INTIAL.PREADVICE", "description": "The parcel data was entered into the GLS IT system."}
    events = [
        event(date="2024-10-07", time="10:46", location="Berlin, 10437, DE", **handed),
        event(date="2024-10-07", time="09:30", location="DE", **entered),
    ]
    answer = karrio.read(SimpleNamespace(events=events, status="in_transit", estimated_delivery=None))
    assert [(news.status, news.code, news.location, news.at.isoformat()) for news in answer.news] == [
        ("unknown", "INTIAL.PREADVICE", "DE", "2024-10-07T09:30:00+02:00"),
        ("in_transit", "INTIAL.NORMAL", "Berlin, 10437, DE", "2024-10-07T10:46:00+02:00"),
    ]


def test_karrio_events_with_words_of_their_own_are_read() -> None:
    events = [
        event(timestamp="2026-11-18T09:00:00.000Z", status="delivery_failed", reason="consignee_not_home", code="X1"),
        event(date="2026-11-17", time="02:15 PM", status="out_for_delivery"),
        event(date="someday"),
    ]
    answer = karrio.read(SimpleNamespace(events=events, status="on_hold", estimated_delivery="2026-11-20"))
    assert [(news.status, news.reason) for news in answer.news] == [
        ("out_for_delivery", ""),
        ("attempt_failed", "consignee_not_home"),
    ]
    assert str(answer.estimated_date) == "2026-11-20"


def event(**said: str) -> SimpleNamespace:
    empty = dict.fromkeys(("date", "time", "timestamp", "status", "reason", "code", "description", "location"))
    return SimpleNamespace(**{**empty, **said})


class Sdk:
    """karrio's interface, as far as it is used: gateway[…].create, Tracking.fetch(…).from_(…).parse()."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.created: list[dict[str, str]] = []
        self.gateway = {"gls": SimpleNamespace(create=self.create)}
        self.Tracking = SimpleNamespace(fetch=lambda question: SimpleNamespace(from_=lambda gateway: self))

    def create(self, keys: dict[str, str]) -> object:
        self.created.append(keys)
        return object()

    def parse(self) -> Any:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_karrio_carriers_are_asked_with_their_keys(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    details = SimpleNamespace(events=[], status="delivered", estimated_delivery=None)
    unknown = [SimpleNamespace(code="E404", message="Parcel not found")]
    broken = [SimpleNamespace(code="SHIPPING_SDK_INTERNAL_ERROR", message="Name or service not known")]
    sdk = Sdk(([details], []), (None, unknown), (None, broken), KeyError("secret"), (None, []))
    monkeypatch.setattr(karrio, "library", lambda: (sdk, lambda tracking_numbers: tracking_numbers))
    monkeypatch.setattr(adapters, "is_installed", lambda: True)
    settings.TRACKING_POLL, settings.KARRIO_CARRIERS = ["gls-group"], {"gls-group": {}}
    assert adapter_for("gls") is None
    settings.TRACKING_POLL, settings.KARRIO_CARRIERS = ["gls"], {"gls": {"client_id": "a"}}
    adapter = adapter_for("GLS Poland")
    assert adapter is adapter_for("gls")
    assert adapter is not None
    assert adapter.ask("1").news == ()
    with pytest.raises(NoSuchParcel):
        adapter.ask("1")
    for said in ("Name or service not known", "KeyError", "no answer"):
        with pytest.raises(NotAnswered, match=said) as told:
            adapter.ask("1")
        assert "secret" not in str(told.value)
    assert sdk.created == [{"client_id": "a"}]


def test_without_karrio_its_carriers_are_not_asked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "is_installed", lambda: False)
    settings.TRACKING_POLL, settings.KARRIO_CARRIERS = ["gls", "inpost"], {"gls": {"client_id": "b"}}
    assert adapter_for("gls") is None
    assert isinstance(adapter_for("InPost"), InPost)


def test_karrio_itself_reads_what_gls_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is installed: the real library, the real sample."""
    proxy = pytest.importorskip("karrio.mappers.gls.proxy")
    utils = pytest.importorskip("karrio.providers.gls.utils")
    monkeypatch.setattr(proxy.lib, "request", lambda **said: GLS.read_text())
    monkeypatch.setattr(utils.Settings, "access_token", "x")
    answer = karrio.Karrio("gls", {"client_id": "a", "client_secret": "b"}).ask("36301917596")
    assert [news.status for news in answer.news] == ["unknown", "in_transit"]
