"""15: every webhook of an order comes ten times at once, backwards, one of them days late: the end is the same."""

import random
import threading
import time
from datetime import timedelta
from http.client import HTTPException
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from orders.models import Envelope, Order
from tests.faults.goods import event, order_json, signed
from tests.faults.ingest import prepare_web_and_worker
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, until

TIMES = 10
NOT_THE_SAME = frozenset(
    {"id", "slug", "external_id", "number", "email", "content_hash", "payload", "created_at", "updated_at"}
)


def story(number: str) -> list[bytes]:
    """All that a shop says of one order, in the order in which it happened."""
    parcel = {"id": "p1", "order": number, "carrier": "inpost", "tracking_number": f"62000{number}"}
    parcel["lines"] = [{"line": f"{number}-0", "quantity": 2}]  # type: ignore[assignment]
    news = {"order": number, "shipment": "p1"}
    refund = {"id": "r1", "order": number, "amount": "5.00", "currency": "PLN", "refunded_at": "2026-11-10T10:00:00Z"}
    return [
        event("order.created", {"id": number, **order_json(number)}),
        event("order.updated", {"id": number, **order_json(number, version=2)}),
        event("shipment.updated", {**parcel, "updated_at": "2026-11-06T10:00:00Z"}),
        event("tracking.event", {**news, "status": "in_transit", "occurred_at": "2026-11-06T12:00:00Z"}),
        event("tracking.event", {**news, "status": "delivered", "occurred_at": "2026-11-07T12:00:00Z"}),
        event("order.updated", {"id": number, **order_json(number, version=7), "status": "completed"}),
        event("refund.created", refund),
    ]


def deliver(shop: Shop, name: str, body: bytes, refused: list[str]) -> None:
    """As a shop does it: again, under the same id, until it is taken."""
    for _try in range(30):
        try:
            status, _said = shop.ask("POST", "/hooks/generic/", body, signed(name, body))
        except (OSError, HTTPException):
            continue
        if status == 200:
            return
        time.sleep(0.2)
    refused.append(name)


def at_once(shop: Shop, messages: list[tuple[str, bytes]], refused: list[str]) -> None:
    threads = [threading.Thread(target=deliver, args=(shop, name, body, refused)) for name, body in messages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def all_read(shop: Shop, number: str) -> bool:
    """Time passes: whatever waits is due, whatever is held is let go."""
    mine = Envelope.objects.filter(delivery_id__startswith=f"{number}-")

    def is_done() -> bool:
        waiting = mine.filter(state__in=(Envelope.State.RECEIVED, Envelope.State.WAITING))
        waiting.filter(state=Envelope.State.WAITING).update(due_at=timezone.now())
        waiting.filter(last_tried_at__lt=timezone.now() - timedelta(seconds=10)).update(due_at=timezone.now())
        if not waiting.exists():
            return True
        call_command("tick")
        return False

    return until(is_done, 90, 0.5)


def end_of(number: str) -> dict[str, Any]:
    order = Order.objects.get(source="generic", external_id=number)
    return {
        "order": {
            field.name: str(getattr(order, field.attname)).replace(number, "#")
            for field in Order._meta.concrete_fields
            if field.name not in NOT_THE_SAME
        },
        "lines": list(order.lines.values_list("name", "quantity", "total")),
        "parcels": list(order.shipments.values_list("external_id", "status", "status_at", "delivered_at")),
        "news": sorted(order.shipments.values_list("events__status", "events__occurred_at")),
        "refunds": list(order.refunds.values_list("external_id", "amount", "refunded_at")),
        "pieces": list(order.shipments.values_list("external_id", "lines__quantity")),
    }


def trial(shop: Shop, number: int, found: Found) -> None:
    stamp = f"{time.time_ns()}"
    calm, wild = f"c{stamp}", f"d{stamp}"
    refused: list[str] = []
    for place, body in enumerate(story(calm)):
        deliver(shop, f"{calm}-{place}", body, refused)
    messages = [(f"{wild}-{place}", body) for place, body in enumerate(story(wild))]
    late = messages.pop(random.randrange(len(messages)))  # noqa: S311
    for message in reversed(messages):
        at_once(shop, [message] * TIMES, refused)
    all_read(shop, calm)
    if not all_read(shop, wild):
        found.note("waited for the late one", 1)
    at_once(shop, [late] * TIMES, refused)
    if not (all_read(shop, wild) and all_read(shop, calm)):
        found.violations.append(f"{wild}: deliveries still wait")
    kept = Envelope.objects.filter(delivery_id__startswith=f"{wild}-").count()
    if kept != len(messages) + 1:
        found.violations.append(f"{wild}: {kept} deliveries are kept of {len(messages) + 1}")
    dead = Envelope.objects.filter(delivery_id__regex=f"^({calm}|{wild})-", state=Envelope.State.DEAD)
    found.violations += [f"delivery {each.delivery_id} was given up: {each.error[:200]}" for each in dead]
    found.violations += [f"delivery {name} was never taken" for name in refused]
    one, other = end_of(calm), end_of(wild)
    found.violations += [
        f"{wild} without {late[0]}: {part} is {str(other[part])[:300]}, in order and once it is {str(one[part])[:300]}"
        for part in one
        if one[part] != other[part]
    ]


FAULTS = (Fault(15, "webhooks 10 times at once, backwards, one late", 20, 200, prepare_web_and_worker, trial),)
