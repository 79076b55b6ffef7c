"""The parcels of an open order page: has anything changed since it was shown?"""

import hashlib
from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from orders.models import Order, Shipment

# What the panels show, by parcel.
SHOWN = (
    "pk",
    "status",
    "status_at",
    "carrier",
    "tracking_number",
    "tracking_url",
    "estimated_date",
    "promised_from",
    "promised_to",
    "pickup_point",
    "pickup_code",
    "pickup_until",
    "late_at",
    "late_why",
)


def parcels_with_news(orders: QuerySet[Order]) -> list[Shipment]:
    """Each with `order`, and with how much there is to tell, in one question."""
    parcels = Shipment.objects.filter(order__in=orders).select_related("order")
    return list(with_counts(parcels).defer("order__payload"))


def with_counts(parcels: QuerySet[Shipment]) -> QuerySet[Shipment]:
    return parcels.annotate(news=Count("events"), newest_news=Max("events__pk"))


def fingerprint(order: Order, parcels: list[Shipment], user: Any, today: date | None = None) -> str:
    """The same as long as the panels look the same: to this person, in this language, on this day."""
    shown = [
        [getattr(parcel, name) for name in SHOWN] + [_is_late(parcel), *_news(parcel)]
        for parcel in sorted(parcels, key=lambda parcel: parcel.pk)
    ]
    said = repr([order.status, user.pk, get_language(), today or timezone.localdate(), shown])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _is_late(parcel: Shipment) -> bool:
    return parcel.late_at is not None and parcel.late_at <= timezone.now()


def _news(parcel: Shipment) -> tuple[int, int | None]:
    """Counted by the database, or read off the events that are there anyway."""
    counted = vars(parcel)
    if "news" in counted:
        return counted["news"], counted["newest_news"]
    pks = [event.pk for event in parcel.events.all()]
    return len(pks), max(pks, default=None)
