"""When a parcel counts as late: the day somebody named has passed, or nothing moves. Pure; the zone is a parameter."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol

from django.conf import settings

from orders.models import Shipment

S = Shipment.Status

# Over, or in the customer's own hands.
NEVER_LATE = frozenset({S.DELIVERED, S.READY_FOR_PICKUP, S.PICKUP_REMINDER, S.RETURNING, S.RETURNED, S.CANCELLED})
# Somebody passes on what the carrier says; a shop's own "sent" would otherwise look like silence for ever.
WATCHERS = frozenset({"aftership", "easypost", "karrio", "inpost"})
ONLY_SENT = frozenset({S.UNKNOWN, S.ANNOUNCED, S.ACCEPTED})

Told = Iterable[tuple[str, datetime, str]]  # (status, when, source)


class Dated(Protocol):
    direction: str
    promised_to: date | None
    estimated_date: date | None


def expected_day(parcel: Dated) -> date | None:
    """The earliest day anybody named to the customer: that is the evening they begin to wonder."""
    return min((day for day in (parcel.promised_to, parcel.estimated_date) if day), default=None)


def late_state(parcel: Dated, status: str, told: Told, zone: tzinfo) -> tuple[datetime | None, str]:
    """(from when it is late if nothing changes, why); (None, "") when it cannot be."""
    if status in NEVER_LATE or parcel.direction == Shipment.Direction.RETURN:
        return None, ""
    moments: list[tuple[datetime, str]] = []
    day = expected_day(parcel)
    if day:
        moments.append((datetime.combine(day + timedelta(days=1), time.min, zone), Shipment.Late.PROMISE.value))
    silent = _silent_from(told)
    if silent:
        moments.append((silent, Shipment.Late.SILENCE.value))
    return min(moments, default=(None, ""))


def _silent_from(told: Told) -> datetime | None:
    news = list(told)
    is_watched = any(source in WATCHERS or status not in ONLY_SENT for status, _at, source in news)
    days: int = settings.PARCEL_SILENT_DAYS
    if not (days and is_watched):
        return None
    return max(at for _status, at, _source in news) + timedelta(days=days)
