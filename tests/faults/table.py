"""3: import_orders is killed while it takes in a file of 10,000 rows; then it is started again."""

import os
import random
import signal
import subprocess
import time

from orders.models import Order, OrderLine
from tests.bench.tables import write_table
from tests.faults.shop import ROOT, Shop, manage
from tests.faults.trials import Fault, Found, nothing

ROWS = int(os.environ.get("FAULT_ROWS", "10000"))
GIVE_UP = 600


def command(shop: Shop, source: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        manage("import_orders", "--source", source, str(shop.folder / "orders.csv")),
        cwd=ROOT,
        env=shop.environment,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def counts(source: str) -> tuple[int, int]:
    return Order.objects.filter(source=source).count(), OrderLine.objects.filter(order__source=source).count()


LASTED: list[float] = []


def table_trial(shop: Shop, number: int, found: Found) -> None:
    """The first whole run says how long it takes, the others are killed somewhere inside."""
    file = shop.folder / "orders.csv"
    orders = write_table(file, ROWS)
    if not LASTED:
        whole(shop, "whole", (orders, ROWS), found)
    source = f"file-{number}"
    process = command(shop, source)
    try:
        process.wait(random.uniform(0.15, 1.0) * LASTED[0])  # noqa: S311 - when to kill is no secret
        found.note("were done before the kill", 1)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    after = counts(source)
    found.note("nothing after the kill", after == (0, 0))
    found.note("everything after the kill", after == (orders, ROWS))
    if after not in ((0, 0), (orders, ROWS)):
        found.violations.append(f"{source}: {after[0]} orders and {after[1]} lines of a file with {orders} and {ROWS}")
    whole(shop, source, (orders, ROWS), found)
    if contents(source) != contents("whole"):
        found.violations.append(f"{source}: after the kill and a new start the end is not that of a run in peace")


def whole(shop: Shop, source: str, expected: tuple[int, int], found: Found) -> None:
    began = time.monotonic()
    process = command(shop, source)
    said = process.communicate(timeout=GIVE_UP)[0]
    LASTED.append(time.monotonic() - began)
    if process.returncode or counts(source) != expected:
        found.violations.append(f"{source}: {counts(source)} after a run in peace: {said.decode()[-300:]}")


def contents(source: str) -> list[tuple[object, ...]]:
    names = ("order__external_id", "order__total", "order__email", "external_id", "name", "quantity", "total")
    return list(OrderLine.objects.filter(order__source=source).order_by(*names).values_list(*names))


FAULTS = (Fault(3, f"import killed in a file of {ROWS:,} rows, started again", 3, 30, nothing, table_trial),)
