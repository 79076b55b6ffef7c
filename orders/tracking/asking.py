"""Asking carriers for news. The parcel's row is the truth: due, being asked (a lease), or never again."""

import logging
import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from orders.actions.parcels import update_parcel
from orders.actions.tracking import record_tracking_events
from orders.carriers import carrier_key
from orders.models import CarrierLine, Shipment
from orders.tracking.adapters import adapter_for
from orders.tracking.answers import Adapter, Answer, NoSuchParcel, NotAnswered
from orders.tracking.polling import HALF_A_DAY, LEASE, LONGEST, next_poll, paused_until, retry_at, take_token

log = logging.getLogger(__name__)

LOOKED_AT = 2000


def parcels_to_ask(now: datetime, limit: int) -> list[int]:
    """Ids of due parcels, longest due first. Those nobody can be asked about stop being due."""
    if not settings.TRACKING_POLL:
        return []
    due = Shipment.objects.filter(next_poll_at__lte=now).order_by("next_poll_at")
    ask: list[int] = []
    never: list[int] = []
    for pk, carrier, number, created_at in due.values_list("pk", "carrier", "tracking_number", "created_at")[
        :LOOKED_AT
    ]:
        can_be_asked = number and now - created_at <= LONGEST and adapter_for(carrier) is not None
        (ask if can_be_asked else never).append(pk)
    if never:
        Shipment.objects.filter(pk__in=never).update(next_poll_at=None)
    return ask[:limit]


@task()
def ask_carrier(shipment_id: int) -> bool:
    """Ask about one parcel; true when the carrier answered. Another worker's lease is left alone."""
    now = timezone.now()
    due = Shipment.objects.filter(pk=shipment_id, next_poll_at__lte=now)
    if not due.update(next_poll_at=now + LEASE):
        return False
    parcel = Shipment.objects.select_related("order").get(pk=shipment_id)
    adapter = adapter_for(parcel.carrier)
    if adapter is None:
        _write(parcel, next_poll_at=None)
        return False
    wait = _place_in_line(parcel.carrier, adapter, now)
    if wait:
        _write(parcel, next_poll_at=now + wait)
        return False
    return _ask(parcel, adapter, now)


def _ask(parcel: Shipment, adapter: Adapter, now: datetime) -> bool:
    luck = random.random()  # noqa: S311 - jitter
    attempts = min(parcel.poll_attempts + 1, 32_000)
    try:
        answer = adapter.ask(parcel.tracking_number)
    except NotAnswered as error:
        log.warning("%s did not answer about parcel %s: %s", adapter.source, parcel.pk, error)
        pause = _hang_up(parcel.carrier, error, now)
        later = max(retry_at(attempts, now, luck), pause or now)
        _write(parcel, next_poll_at=later, poll_attempts=attempts, poll_error=str(error)[:300])
        return False
    except NoSuchParcel:
        _answered(parcel.carrier, now)
        # Known once, forgotten now: it is over. Never known: the label may not have been scanned yet.
        again = None if parcel.events.filter(source=adapter.source).exists() else now + HALF_A_DAY
        error_text = "" if again is None else "404"
        _write(parcel, next_poll_at=again, polled_at=now, poll_attempts=attempts, poll_error=error_text)
        return True
    _answered(parcel.carrier, now)
    _take(parcel, answer, adapter.source)
    fresh = Shipment.objects.get(pk=parcel.pk)
    again = next_poll(fresh.status, fresh.status_at, fresh.created_at, now, luck)
    _write(fresh, next_poll_at=again, polled_at=now, poll_attempts=0, poll_error="")
    return True


def _take(parcel: Shipment, answer: Answer, source: str) -> None:
    record_tracking_events(parcel, answer.news, source=source)
    # What the shop said of the place is the shop's; a carrier fills only what is empty.
    place = answer.pickup_point if answer.pickup_point and not parcel.pickup_point else None
    day = answer.estimated_date
    has_new_day = (answer.estimated_at or day) and (answer.estimated_at, day) != (
        parcel.estimated_at,
        parcel.estimated_date,
    )
    if place or has_new_day:
        update_parcel(
            parcel.order,
            parcel.external_id,
            pickup_point=place,
            estimated_at=answer.estimated_at,
            estimated_date=day,
        )


def _write(parcel: Shipment, **fields: object) -> None:
    Shipment.objects.filter(pk=parcel.pk).update(**fields)


@transaction.atomic
def _place_in_line(carrier: str, adapter: Adapter, now: datetime) -> timedelta:
    """How long to wait before this carrier may be asked; zero: now, and the token is taken."""
    line = _line(carrier, now)
    if line.paused_until and line.paused_until > now:
        return line.paused_until - now + timedelta(seconds=random.uniform(0, 60))  # noqa: S311 - jitter
    line.tokens, wait = take_token(line.tokens, line.filled_at, now, adapter.per_minute)
    line.filled_at = now
    line.save(update_fields=["tokens", "filled_at"])
    return wait


@transaction.atomic
def _hang_up(carrier: str, error: NotAnswered, now: datetime) -> datetime | None:
    line = _line(carrier, now)
    line.failures += 1
    line.error = str(error)[:300]
    line.paused_until = paused_until(line.failures, now, error.wait)
    line.save(update_fields=["failures", "error", "paused_until"])
    return line.paused_until


def _answered(carrier: str, now: datetime) -> None:
    CarrierLine.objects.filter(carrier=carrier_key(carrier)[:40]).update(
        failures=0, error="", paused_until=None, answered_at=now
    )


def _line(carrier: str, now: datetime) -> CarrierLine:
    key = carrier_key(carrier)[:40]
    CarrierLine.objects.get_or_create(carrier=key, defaults={"tokens": 1, "filled_at": now})
    return CarrierLine.objects.select_for_update().get(carrier=key)
