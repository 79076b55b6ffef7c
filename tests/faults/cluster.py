"""8: PostgreSQL is stopped at once under load. 9: it is away for a minute."""

import itertools
import json
import os
import random
import subprocess
import threading
import time
from http.client import HTTPException, HTTPMessage
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test import Client

from portal.accounts.models import User
from portal.operations.tasks import worker_beats
from tests.faults.goods import SOURCE, order_json
from tests.faults.ingest import API_KEY, check_orders, prepare_api, put
from tests.faults.ledger import Ledger
from tests.faults.shop import Shop, manage
from tests.faults.trials import Fault, Found, moment, until
from tests.postgres import find_program, unprivileged

AWAY_SECONDS = int(os.environ.get("FAULT_AWAY_SECONDS", "60"))
BACK_SECONDS, LONGEST_ANSWER = 10, 5.0
CLIENTS = 4
PAGES = ("/", "/help/", "/account/login/", "/orders/", "/withdraw/")


def control(*words: str) -> None:
    folder = Path(connection.settings_dict["HOST"])
    options = f"-c listen_addresses='' -k {folder} -c fsync=on -c synchronous_commit=on -c max_connections=60"
    command = [*unprivileged(), find_program("pg_ctl"), "-D", str(folder / "data"), "-w", "-t", "120", *words]
    if "start" in words:
        command += ["-l", str(folder / "log"), "-o", options]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def stop(how: str) -> None:
    connections.close_all()
    control("-m", how, "stop")


def prepare(shop: Shop) -> None:
    """From here on the server writes what it says it has written, as in production."""
    stop("fast")
    control("start")
    prepare_api(shop)
    shop.ready()


def send_through(shop: Shop, ledger: Ledger, numbers: "itertools.count[int]", prefix: str, enough: threading.Event,
                 wrong: list[str]) -> None:  # fmt: skip
    lock = threading.Lock()
    while not enough.is_set():
        with lock:
            number = f"{prefix}-{next(numbers)}"
        ledger.sent(number)
        headers = {"Authorization": f"Bearer {API_KEY[0]}", "Content-Type": "application/json"}
        headers["Idempotency-Key"] = f"key-{number}"
        body = json.dumps(order_json(number)).encode()
        try:
            status, heard, _said = shop.hear("PUT", f"/api/v1/orders/{SOURCE}/{number}", body, headers)
        except (OSError, HTTPException) as error:
            wrong.append(f"{number}: the web server is gone ({error})")
            return
        if status in (200, 201):
            ledger.acknowledged(number)
        elif status != 503 or "Retry-After" not in heard:
            wrong.append(f"{number}: answered with {status}")
        else:
            time.sleep(0.5)


def prepare_all(shop: Shop) -> None:
    """With a worker as it is run at home."""
    prepare(shop)
    if "worker" in shop.running:
        shop.kill("worker")
    shop.start("worker", manage("worker", "--verbosity", "0"))


def crash_trial(shop: Shop, number: int, found: Found) -> None:
    ledger = Ledger(shop.folder / f"cluster-{number}-{time.time_ns()}.ledger")
    numbers, prefix, enough = itertools.count(), f"g{number}x{random.randrange(10**6)}", threading.Event()  # noqa: S311
    wrong: list[str] = []
    load = (shop, ledger, numbers, prefix, enough, wrong)
    threads = [threading.Thread(target=send_through, args=load) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    moment(0.5, 3.0)
    stop("immediate")
    moment(0.2, 1.0)
    control("start")
    began, known = time.monotonic(), len(ledger.keys("acknowledged"))
    while len(ledger.keys("acknowledged")) == known and time.monotonic() - began < 60:
        time.sleep(0.05)
    back = time.monotonic() - began
    moment(0.2, 0.5)
    enough.set()
    for thread in threads:
        thread.join()
    found.violations += wrong[:5]
    found.note("slowest until the app was back, s", back, max)
    if back > BACK_SECONDS:
        found.violations.append(f"the app was back after {back:.0f} s")
    check_orders(ledger, SOURCE, found, all_of_them=False)
    for each in sorted(ledger.in_doubt()):
        put(shop, each)
        put(shop, each)
    check_orders(ledger, SOURCE, found, all_of_them=True)
    ledger.close()
    job = worker_beats.enqueue(number)
    if not until(lambda: worker_beats.get_result(job.id).is_finished, BACK_SECONDS):
        found.violations.append("the worker works no more")


def signed_in() -> dict[str, str]:
    """Headers of a customer who was here before the database went."""
    client = Client()
    client.force_login(User.objects.create_user(f"away{time.time_ns()}@example.com", None, name="Anna"))
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"}


def end_of_the_way(shop: Shop, page: str, headers: dict[str, str]) -> tuple[int, HTTPMessage]:
    """Nobody needs a row to send a stranger to sign in; there he is told. Who has signed in is sent nowhere."""
    status, heard, _said = shop.hear("GET", page, None, headers)
    if status == 302 and not headers:
        status, heard, _said = shop.hear("GET", heard["Location"])
    return status, heard


def away_trial(shop: Shop, number: int, found: Found) -> None:
    customer = signed_in()
    before = shop.threads("web")
    stop("fast")
    began, most, slowest = time.monotonic(), 0, 0.0
    try:
        for page, headers in itertools.cycle(itertools.product(PAGES, ({}, customer))):
            if time.monotonic() - began > AWAY_SECONDS:
                break
            asked = time.monotonic()
            status, heard = end_of_the_way(shop, page, headers)
            slowest = max(slowest, time.monotonic() - asked)
            most = max(most, shop.threads("web"))
            found.note("answers while it was away", 1)
            if status != 503 or not heard.get("Retry-After", "").isdecimal():
                who = "a customer" if headers else "a stranger"
                found.violations.append(f"{page} told {who} {status}, Retry-After {heard.get('Retry-After')}")
                break
            time.sleep(0.05)
        status, _said = shop.ask("GET", "/readyz")
        if status != 503:
            found.violations.append(f"/readyz said {status}")
    finally:
        control("start")
    began = time.monotonic()
    while shop.ask("GET", "/account/login/")[0] != 200 and time.monotonic() - began < 60:
        time.sleep(0.05)
    back = time.monotonic() - began
    found.note("slowest answer, s", slowest, max)
    found.note("threads more than before", most - before, max)
    found.note("back after, s", back, max)
    if slowest > LONGEST_ANSWER or most > before + 8 or back > BACK_SECONDS:
        found.violations.append(f"slowest {slowest:.1f} s, {before} → {most} threads, back after {back:.1f} s")


FAULTS = (
    Fault(8, "PostgreSQL stopped at once under load", 3, 30, prepare_all, crash_trial, "postgresql"),
    Fault(9, f"PostgreSQL away for {AWAY_SECONDS} s", 1, 10, prepare, away_trial, "postgresql"),
)
