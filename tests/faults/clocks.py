"""14: clocks that are wrong, and days that are odd: webhooks' window, the hourly work, reading times."""

import json
import time
from datetime import UTC, datetime, timedelta

import time_machine
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from standardwebhooks import Webhook

from orders.actions import save_order
from orders.ingest import generic
from portal.accounts.models import User
from tests.faults.goods import SECRET, event, order_json
from tests.faults.posting import prepare_all
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, invariants, until
from tests.returns.makers import make_question

# (seconds that the shop's clock is wrong, what it is told)
WINDOW = ((0, 200), (240, 200), (-240, 200), (600, 401), (-600, 401), (86400, 401), (-86400, 401))
# Clocks go back and forward in Warsaw, a leap day, the turn of a year.
DAYS = (
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
)


def trial(shop: Shop, number: int, found: Found) -> None:
    shop.ready()
    for wrong, expected in WINDOW:
        name = f"clock{number}x{time.time_ns()}"
        body = event("order.created", {"id": name, **order_json(name)})
        at = datetime.fromtimestamp(time.time() + wrong, UTC)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(SECRET).sign(name, at, body.decode()),
        }
        status, _said = shop.ask("POST", "/hooks/generic/", body, headers)
        if status != expected:
            found.violations.append(f"a clock {wrong} s wrong: {status} instead of {expected}")
    # Its clock is right: on those days another one works, whose clock is theirs.
    shop.kill("worker")
    for day in DAYS:
        live_through(day, found)
    shop.start_worker()
    beacon(shop, found)
    # What those days left behind in the past is worked off.
    call_command("tick")
    until(lambda: not list(invariants()), 120, 1)


def live_through(day: datetime, found: Found) -> None:
    """A case and an order begin, two hours and a day pass; all is as it must be, also with the clock back."""
    with time_machine.travel(day, tick=True) as clock:
        name = f"day{day:%Y%m%d}x{time.monotonic_ns()}"
        said = {**order_json(name), "placed_at": day.isoformat(), "updated_at": day.isoformat()}
        save_order(generic.parse({"id": name, **said}))
        customer = User.objects.create_user(f"{name}@example.com", None, name="Anna")
        case = make_question(customer, now=timezone.now())
        for later in (timedelta(hours=2), timedelta(days=1)):
            clock.shift(later)
            call_command("tick")
            work_off()
        case.refresh_from_db()
        if case.due_at is not None and case.due_at <= day:
            found.violations.append(f"{day:%d %b}: the answer was due before the question")
        found.violations += [f"{day:%d %b}: {each}" for each in invariants()]


def work_off() -> None:
    """What `worker --until-empty` does, in this process and by its clock."""
    Worker(
        queue_names=["*"], excluded_queue_names=[], interval=0.1, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id=f"odd-days-{time.monotonic_ns()}",
    ).run()  # fmt: skip


def beacon(shop: Shop, found: Found) -> None:
    for seconds in (-5, 0, 10**9, "NaN"):
        status, _said = shop.ask(
            "POST", "/help/read/", json.dumps({"seconds": seconds}).encode(), {"Content-Type": "application/json"}
        )
        if status >= 500:
            found.violations.append(f"{seconds} seconds of reading: {status}")


FAULTS = (Fault(14, "clocks 10 min and a day wrong, odd days", 1, 1, prepare_all, trial),)
