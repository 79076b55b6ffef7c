"""Orders in: one by one through the API and by signed webhooks, as a file, and one by one in this process."""

import itertools
import json
import os
import resource
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from orders.actions import save_order
from orders.hooks.tasks import apply_envelope
from orders.ingest import generic
from orders.models import Envelope, Order
from portal.api.keys import make_key
from portal.api.models import ApiKey
from tests.bench.pages import site
from tests.bench.rows import Row, row
from tests.bench.servers import Server
from tests.bench.tables import write_table
from tests.faults.goods import SECRET, SOURCE, event, order_json, signed

CLIENTS, SECONDS = 4, 10.0
ROWS = 10_000
# The target is 100,000 rows in ten minutes.
ROWS_A_SECOND = 100_000 / 600

Send = Callable[[HTTPConnection, str], int]


def sustained(server: Server, name: str, send: Send) -> tuple[float, set[str], float]:
    """(answers a second, what was acknowledged, CPU of the server in ms each)."""
    numbers, lock, enough = (f"{name}-{count}" for count in itertools.count()), threading.Lock(), threading.Event()
    acknowledged: set[str] = set()
    statuses: Counter[int] = Counter()

    def client() -> None:
        wire = HTTPConnection("127.0.0.1", server.port, timeout=60)
        while not enough.is_set():
            with lock:
                number = next(numbers)
            status = send(wire, number)
            statuses[status] += 1
            if status in (200, 201):
                acknowledged.add(number)
        wire.close()

    before, began = server.cpu_seconds(), time.monotonic()
    threads = [threading.Thread(target=client) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    enough.wait(SECONDS)
    enough.set()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    if set(statuses) - {200, 201}:
        raise RuntimeError(f"{name}: {dict(statuses)}")
    return len(acknowledged) / took, acknowledged, (server.cpu_seconds() - before) / len(acknowledged) * 1000


def by_api(key: str) -> Send:
    def send(wire: HTTPConnection, number: str) -> int:
        headers = {
            "Host": "localhost",
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Idempotency-Key": number,
        }
        wire.request("PUT", f"/api/v1/orders/{SOURCE}/{number}", json.dumps(order_json(number)), headers)
        answer = wire.getresponse()
        answer.read()
        return answer.status

    return send


def by_webhook(wire: HTTPConnection, number: str) -> int:
    body = event("order.created", {"id": number, **order_json(number)})
    wire.request("POST", "/hooks/generic/", body, {"Host": "localhost", **signed(number, body)})
    answer = wire.getresponse()
    answer.read()
    return answer.status


def lost(source: str, acknowledged: set[str]) -> Row:
    there = set(
        Order.objects.filter(source=source, external_id__in=acknowledged).values_list("external_id", flat=True)
    )
    return row(f"acknowledged and lost, {source}", len(acknowledged - there), "", at_most=0)


def measure() -> list[Row]:
    os.environ.update(DEMO="1", SITE_URL="http://localhost", GENERIC_WEBHOOK_SECRETS=SECRET)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    (Path(os.environ["DATA_DIR"]) / "static").mkdir(exist_ok=True)
    secret = make_key("bench", SOURCE, ApiKey.Scope.values, requests_a_minute=100_000)[1]
    target = 100.0 if connection.vendor == "postgresql" else 50.0
    rows: list[Row] = []
    with ExitStack() as open_until_the_end:
        server = open_until_the_end.enter_context(site("/healthz", PAGE_STORE="off", TASKS_INLINE="0"))
        sustained(server, "warm", by_api(secret))
        rate, taken, cost = sustained(server, "api", by_api(secret))
        rows.append(row("orders by API", rate, "/s", at_least=target, note=f"{cost:.1f} ms CPU each"))
        rows.append(lost(SOURCE, taken))
        rate, taken, cost = sustained(server, "hook", by_webhook)
        rows.append(row("webhooks kept", rate, "/s", at_least=target, note=f"{cost:.1f} ms CPU each"))
    rows += [*read_webhooks(), lost("generic", taken), one_by_one(), *as_a_file()]
    return rows


def read_webhooks() -> list[Row]:
    """What the worker does afterwards, here in this process."""
    waiting = list(Envelope.objects.filter(state=Envelope.State.RECEIVED).values_list("pk", flat=True))
    began = time.monotonic()
    for pk in waiting:
        apply_envelope.call(pk)
    return [row("webhooks read by a worker", len(waiting) / (time.monotonic() - began), "/s", at_least=50)]


def one_by_one() -> Row:
    orders = [generic.parse({"id": f"one-{each}", **order_json(f"one-{each}")}) for each in range(300)]
    began, busy = time.monotonic(), time.process_time()
    for order in orders:
        save_order(order)
    cost = (time.process_time() - busy) / len(orders) * 1000
    return row("save_order", len(orders) / (time.monotonic() - began), "/s", note=f"{cost:.1f} ms CPU each")


def as_a_file() -> list[Row]:
    file = Path(os.environ["DATA_DIR"]) / "orders.csv"
    orders = write_table(file, ROWS)
    began, busy = time.monotonic(), time.process_time()
    call_command("import_orders", "--source", "file", str(file), stdout=StringIO())
    took, cost = time.monotonic() - began, time.process_time() - busy
    note = f"{orders / took:.0f} orders a second, {cost / ROWS * 1000:.2f} ms CPU a row"
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        row("rows of a CSV file", ROWS / took, "/s", at_least=round(ROWS_A_SECOND), note=note),
        row("most memory, this process and all it did before", most, "MB", at_most=300),
    ]
