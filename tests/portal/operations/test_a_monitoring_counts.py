"""What Prometheus reads at /metrics."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from portal.notifications.actions import store_mail
from portal.notifications.models import Mail
from portal.operations.metrics import counters, figures
from portal.operations.metrics.errors import room_of
from portal.operations.metrics.processes import lives, share_counters
from portal.operations.observing import Front
from portal.operations.pulses import Name, beat
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db
TOKEN = "tok-0123456789-abcdefghijklmno"


@pytest.fixture
def read(client: Client, settings: Any) -> Any:
    """read(name, **labels) is the value of a sample, 0 when there is none."""
    settings.MONITORING_TOKEN = TOKEN

    def value(name: str, **labels: str) -> float:
        figures.cache.delete(figures.KEY)
        answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        samples = [
            each for family in text_string_to_metric_families(answer.content.decode()) for each in family.samples
        ]
        found = [each.value for each in samples if each.name == name and labels.items() <= each.labels.items()]
        return sum(found)

    return value


def test_strangers_find_nothing(client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.MONITORING_TOKEN = TOKEN
    for sent in ("", "Bearer ", "Bearer nonsense", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer żółw"):
        assert client.get("/metrics", headers={"authorization": sent}).status_code == 404
    assert client.post("/metrics").status_code == 405


def test_requests_are_counted_by_view_and_status(client: Client, read: Any) -> None:
    before = read("aftercare_requests_total", view="healthz", method="GET", status="200")
    client.get("/healthz")
    assert read("aftercare_requests_total", view="healthz", method="GET", status="200") == before + 1
    assert read("aftercare_request_seconds_count", view="healthz") >= 1


def test_what_visitors_send_becomes_no_label(client: Client, read: Any) -> None:
    for path in ("/orders/open/my-secret-token-0123456789/", "/no/such/anna@example.com/"):
        client.get(path)
    client.generic("BREW", "/healthz")
    page = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    assert read("aftercare_requests_total", view="healthz", method="other") >= 1
    for text in ("my-secret-token", "anna@example.com", "BREW"):
        assert text not in page


def test_searches_have_a_clock_of_their_own(client: Client, read: Any) -> None:
    before = read("aftercare_search_seconds_count", view="kb:search")
    client.get("/help/search/?q=parcel")
    assert read("aftercare_search_seconds_count", view="kb:search") == before + 1


def test_queues_tell_how_many_wait_and_how_long(read: Any) -> None:
    for _ in range(2):
        mail = store_mail(to="anna@example.com", subject="Hello", text="Hello", kind="other")
        Mail.objects.filter(pk=mail.pk).update(
            state=Mail.State.READY, due_at=timezone.now() - timedelta(minutes=10), lease_until=None
        )
    assert read("aftercare_queue_length", queue="mail") == 2
    assert 590 < read("aftercare_queue_lag_seconds", queue="mail") < 700
    assert read("aftercare_queue_length", queue="webhooks_in") == 0


def test_signs_of_life_have_an_age(read: Any) -> None:
    assert read("aftercare_last_seen_seconds", process="tick") == 0
    beat(Name.TICK, timezone.now() - timedelta(minutes=5), failed=["a_step"])
    assert 295 < read("aftercare_last_seen_seconds", process="tick") < 400
    assert read("aftercare_tick_failed_steps") == 1


def test_it_costs_the_same_with_more_rows(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(17):
        figures.read(timezone.now())


def test_asking_often_reads_once(django_assert_num_queries: Any) -> None:
    figures.figures()
    with django_assert_num_queries(0):
        figures.figures()


def test_errors_in_the_log_are_counted_by_room() -> None:
    rooms = {name: room_of(name) for name in ("portal.desk.queue.page", "kb", "django.request", "urllib3.connection")}
    assert list(rooms.values()) == ["portal.desk", "kb", "django.request", "other"]


def test_finished_pages_are_counted_in_front_and_named(monkeypatch: Any) -> None:
    def finished(environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])
        return [b"page"]

    told: list[Any] = []
    before = counters.finished.labels("page")._value.get()
    answer = Front(finished)({"REQUEST_METHOD": "GET"}, lambda status, headers, *more: told.append((status, headers)))
    assert list(answer) == [b"page"]
    assert counters.finished.labels("page")._value.get() == before + 1
    assert dict(told[0][1])["X-Request-ID"]


def test_what_django_answers_is_not_counted_as_finished(client: Client) -> None:
    asked: list[int] = []

    def django(environ: Any, start: Any) -> list[bytes]:
        asked.append(client.get("/healthz").status_code)
        start("200 OK", [])
        return [b"ok"]

    before = counters.finished.labels("page")._value.get()
    Front(django)({"REQUEST_METHOD": "GET"}, lambda *more: None)
    assert asked == [200]
    assert counters.finished.labels("page")._value.get() == before


def test_several_processes_count_together(tmp_path: Path) -> None:
    """As granian's workers do: one folder, named by who started them."""
    count = (
        "from pathlib import Path; import sys\n"
        "from portal.operations.metrics.processes import share_counters\n"
        "share_counters(Path(sys.argv[1]))\n"
        "from portal.operations.metrics import counters\n"
        "counters.count_request('home', 'GET', 200, 0.02)\n"
        "registry = counters.all_processes()\n"
        "print(registry.get_sample_value('aftercare_requests_total', "
        "{'view': 'home', 'method': 'GET', 'status': '200'}))\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", count, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(3)
    ]
    assert said == ["1.0", "2.0", "3.0"]


def test_counters_of_a_server_that_is_gone_are_swept(tmp_path: Path, monkeypatch: Any) -> None:
    gone = tmp_path / "metrics" / "999999999"
    gone.mkdir(parents=True)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "before")
    share_counters(tmp_path)
    assert not gone.exists()
    assert not lives(999999999)
