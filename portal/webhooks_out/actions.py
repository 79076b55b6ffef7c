"""Events become rows, rows become calls; whoever does not answer is called again, for three days."""

import json
import logging
import time
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from orders.outbound import Door, Limits, NotReached, Rules
from orders.pull.http import retry_after
from portal.webhooks_out import queries, rules
from portal.webhooks_out.events import TEST, body_of
from portal.webhooks_out.models import Call, Endpoint, Event
from portal.webhooks_out.signals import call_queued

log = logging.getLogger(__name__)
LIMITS = Limits(connect=5, pause=10, whole=10, size=1024)
PUBLIC = frozenset({443, 8443})
S = Call.State


def outside() -> Rules:
    """In a demo or under DEBUG the listener may stand on this machine; else nothing but the public internet (R32)."""
    trying = settings.DEBUG or settings.DEMO
    return Rules(http=trying, inside=trying, ports=None if trying else PUBLIC)


@transaction.atomic
def happen(kind: str, key: str, data: Mapping[str, Any], now: datetime, source: str = "") -> Event | None:
    """Write the event and a call for everybody who listens to it; the same key again changes nothing.

    None: nobody listens. What happens while nobody does is not told later.
    """
    listeners = [
        each
        for each in Endpoint.objects.filter(is_active=True, source__in=("", source)).order_by("pk")
        if kind in each.events
    ]
    return write(kind, key, data, now, source, listeners) if listeners else None


def write(
    kind: str, key: str, data: Mapping[str, Any], now: datetime, source: str, listeners: list[Endpoint]
) -> Event:
    body = json.dumps(body_of(kind, now.isoformat(), data), ensure_ascii=False, separators=(",", ":"))
    event, is_new = Event.objects.get_or_create(
        key=key, defaults={"kind": kind, "source": source[:30], "body": body, "created_at": now}
    )
    if is_new:
        for endpoint in listeners:
            call = Call.objects.create(endpoint=endpoint, event=event, due_at=now, created_at=now)
            transaction.on_commit(partial(call_queued.send_robust, Call, call=call))
    return event


@transaction.atomic
def send_test(endpoint: Endpoint, now: datetime) -> Call:
    data = {"message": "Aftercare can reach you, and you can check the signature."}
    return write(TEST, f"test-{uuid4()}", data, now, "", [endpoint]).calls.get()


def claim(call_id: int, now: datetime) -> Call | None:
    """None: it is done, not due, or another worker has it."""
    due = Call.objects.filter(pk__in=queries.calls_due(now).filter(pk=call_id).order_by().values("pk"))
    claimed = due.filter(due_at__lte=now).update(due_at=now + rules.LEASE, attempts=F("attempts") + 1, tried_at=now)
    return Call.objects.select_related("endpoint", "event").get(pk=call_id) if claimed else None


def make(call: Call, now: datetime) -> str:
    """Tell the listener once; returns the state it came to."""
    began = time.monotonic()
    endpoint, event = call.endpoint, call.event
    headers = rules.signed_headers(live_secrets(endpoint, now), f"evt_{event.public_id.hex}", now, event.body)
    try:
        answer = Door(LIMITS, outside()).ask(
            "POST", endpoint.url, data=event.body.encode(), headers=headers | {"Accept": "*/*"}, keep=LIMITS.size
        )
    except NotReached as error:
        return settle(call, now, began, None, str(error))
    if rules.is_taken(answer.status):
        return settle(call, now, began, answer.status, "")
    if answer.status == rules.GONE:
        # Standard Webhooks: who says "gone" wants no more.
        Endpoint.objects.filter(pk=endpoint.pk).update(is_active=False)
        return settle(call, now, began, answer.status, "The listener is gone (410) and was switched off.", ends=True)
    patience = retry_after(answer.headers.get("Retry-After", "")) if answer.status in (429, 503) else 0.0
    return settle(call, now, began, answer.status, f"HTTP {answer.status}", patience)


def settle(
    call: Call, now: datetime, began: float, status: int | None, error: str, patience: float = 0.0, ends: bool = False
) -> str:
    again = None if ends or not error else rules.next_try(call.attempts, now, patience)
    state = S.SENT if not error else S.READY if again else S.DEAD
    if state == S.DEAD:
        log.error("webhook call %s was given up: %s", call.pk, error)
    Call.objects.filter(pk=call.pk).update(
        state=state,
        due_at=again,
        status=status,
        error=error[:200],
        milliseconds=round((time.monotonic() - began) * 1000),
    )
    return state


def live_secrets(endpoint: Endpoint, now: datetime) -> list[str]:
    is_old_live = endpoint.old_secret and endpoint.old_until and endpoint.old_until > now
    return [endpoint.secret, endpoint.old_secret] if is_old_live else [endpoint.secret]


def renew_secret(endpoint: Endpoint, now: datetime) -> str:
    """The new secret, for this once. The old one signs as well for a day."""
    secret = rules.new_secret()
    Endpoint.objects.filter(pk=endpoint.pk).update(
        old_secret=F("secret"), old_until=now + rules.OLD_SECRET_FOR, secret=secret
    )
    return secret


def try_again(calls: QuerySet[Call], now: datetime) -> list[int]:
    """Those that were given up, or wait for their next try, are due now; returns their ids."""
    pks = list(calls.exclude(state=S.SENT).values_list("pk", flat=True))
    Call.objects.filter(pk__in=pks).update(state=S.READY, due_at=now, attempts=0)
    return pks


def purge(now: datetime) -> int:
    """Old events go with their calls; how many of both went."""
    return Event.objects.filter(created_at__lt=now - rules.KEPT_FOR).delete()[0]
