"""Deliveries: stored first, read by a job, tried again, given up, forgotten."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from traceback import extract_tb

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from orders.hooks.labels import Headers, read_label
from orders.hooks.queries import envelopes_due
from orders.hooks.sources import TAKERS, Delivery, MustWait, NothingForUs
from orders.ingest.reading import BadData, read_json
from orders.models import Envelope

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
MOST_TRIES = 10
LONGEST_WAIT = timedelta(hours=1)
# A carrier may speak of a parcel days before its shop does.
PATIENCE = timedelta(days=7)

S = Envelope.State


def receive(source: str, body: bytes, headers: Headers, now: datetime) -> tuple[Envelope, bool]:
    """Keep a delivery whose signature is right; (envelope, whether it is new). Told twice, it is kept once (R40)."""
    label = read_label(source, headers, body)
    envelope, is_new = Envelope.objects.get_or_create(
        source=source,
        delivery_id=label.delivery_id,
        defaults={
            "topic": label.topic,
            "sha256": label.sha256,
            "headers": label.headers,
            "body": body,
            "received_at": now,
            "due_at": now,
        },
    )
    log.info("%s delivery %s %s", source, envelope.pk, "kept" if is_new else "known already")
    return envelope, is_new


def claim(envelope_id: int, now: datetime) -> Envelope | None:
    """None: it is done, not due, or another worker has it."""
    due = envelopes_due(now).filter(pk=envelope_id).order_by()
    claimed = due.update(
        due_at=now + LEASE,
        attempts=F("attempts") + 1,
        first_tried_at=Coalesce(F("first_tried_at"), now),
        last_tried_at=now,
    )
    return Envelope.objects.get(pk=envelope_id) if claimed else None


def apply(envelope: Envelope, now: datetime) -> str:
    """Do what the delivery says, once: its effect and its state are one transaction. Returns the new state."""
    try:
        with transaction.atomic():
            TAKERS[envelope.source](_open(envelope))
            return _settle(envelope, S.APPLIED)
    except NothingForUs:
        return _settle(envelope, S.IGNORED)
    except MustWait as error:
        return _wait(envelope, error.key, now)
    except BadData as error:
        # The same bytes will not read better next time; the operator may try again after a new release.
        return _settle(envelope, S.DEAD, str(error))
    except Exception as error:
        return _try_later(envelope, error, now)


def try_again(envelopes: QuerySet[Envelope], now: datetime) -> list[int]:
    """Those that were given up or wait are due now; returns their ids."""
    pks = list(envelopes.filter(state__in=(S.DEAD, S.WAITING)).values_list("pk", flat=True))
    Envelope.objects.filter(pk__in=pks).update(state=S.RECEIVED, due_at=now, attempts=0, waits_for="")
    return pks


def wake(keys: Iterable[str], now: datetime) -> list[int]:
    """What waited for one of these is due now; returns the ids."""
    waiting = Envelope.objects.filter(state=S.WAITING, waits_for__in=list(keys))
    pks = list(waiting.values_list("pk", flat=True))
    Envelope.objects.filter(pk__in=pks, state=S.WAITING).update(due_at=now)
    return pks


def purge(now: datetime) -> int:
    """Bodies hold personal data and are of no use once they are read; returns how many went."""
    oldest = now - timedelta(days=settings.WEBHOOK_KEEP_DAYS)
    return Envelope.objects.filter(received_at__lt=oldest).delete()[0]


def _open(envelope: Envelope) -> Delivery:
    document = read_json(bytes(envelope.body))
    return Delivery(envelope.topic, document, envelope.received_at, envelope.headers)


def _settle(envelope: Envelope, state: Envelope.State, error: str = "") -> str:
    if state == S.DEAD:
        log.error("%s delivery %s was given up; its reason is in the admin", envelope.source, envelope.pk)
    Envelope.objects.filter(pk=envelope.pk).update(state=state, due_at=None, error=error[:2000], waits_for="")
    return state


def _wait(envelope: Envelope, key: str, now: datetime) -> str:
    if now - envelope.received_at > PATIENCE:
        return _settle(envelope, S.DEAD, f"Nobody told us about {key} in {PATIENCE.days} days.")
    pause = min((now - envelope.received_at) / 2 + timedelta(minutes=1), LONGEST_WAIT)
    # Waiting is no failure: tries are counted anew.
    Envelope.objects.filter(pk=envelope.pk).update(
        state=S.WAITING, waits_for=key, due_at=now + pause, attempts=0, error=""
    )
    return S.WAITING


def _try_later(envelope: Envelope, error: Exception, now: datetime) -> str:
    """1, 2, 4 … minutes, an hour at most. The text of an unknown error may hold personal data: only its kind stays,
    and in the log where it happened."""
    frames = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    log.error(
        "%s delivery %s failed: %s at %s", envelope.source, envelope.pk, type(error).__name__, " > ".join(frames[-6:])
    )
    reason = f"Something failed here ({type(error).__name__}). The log says more."
    if envelope.attempts >= MOST_TRIES:
        return _settle(envelope, S.DEAD, reason)
    pause = min(timedelta(minutes=2 ** (envelope.attempts - 1)), LONGEST_WAIT)
    Envelope.objects.filter(pk=envelope.pk).update(due_at=now + pause, error=reason)
    return S.RECEIVED
