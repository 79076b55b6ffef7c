"""What may be booked, and whom to call."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from orders.templatetags.formats import when
from portal.callbacks import rules
from portal.callbacks.models import Callback, CallbackHour, CallbackSettings
from returns.hours.queries import schedule

REMIND_BEFORE = timedelta(minutes=60)


def free_slots(now: datetime) -> list[datetime]:
    own = CallbackSettings.load()
    if not own.per_hour:
        return []
    horizon = (rules.hour_of(now), now + rules.LONGEST_AHEAD)
    full = CallbackHour.objects.filter(begins__range=horizon, taken__gte=own.per_hour)
    found = rules.slots(
        schedule(),
        now,
        length=timedelta(minutes=own.length),
        notice=timedelta(minutes=own.notice),
        days=own.days,
        full=set(full.values_list("begins", flat=True)),
    )
    return list(found)


def by_day(slots: Iterable[datetime]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a field: days in words, each with its times by the shop's clock."""
    local = [(timezone.localtime(at), at) for at in slots]
    return [
        (when(day), [(at.isoformat(), f"{shown:%H:%M}") for shown, at in group])
        for day, group in groupby(local, key=lambda pair: pair[0].date())
    ]


def calls_to_make(now: datetime) -> QuerySet[Callback]:
    """Booked for today or before, the soonest first."""
    end = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    booked = Callback.objects.filter(state=Callback.State.BOOKED, begins__lte=end)
    return booked.select_related("case__customer", "case__order", "agent").order_by("begins", "pk")


def calls_made(now: datetime) -> QuerySet[Callback]:
    """Finished today, the latest first."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    done = Callback.objects.filter(finished_at__gte=start).exclude(state=Callback.State.CANCELLED)
    return done.select_related("case__customer", "agent").order_by("-finished_at", "-pk")


def reminders_due(now: datetime) -> QuerySet[Callback]:
    """Booked long enough before that a word is worth it."""
    soon = Callback.objects.filter(
        state=Callback.State.BOOKED, reminded_at=None, begins__gt=now, begins__lte=now + REMIND_BEFORE
    )
    return soon.select_related("case__customer").order_by("begins", "pk")


def booked_by(email: str) -> int:
    return Callback.objects.filter(state=Callback.State.BOOKED, case__email__iexact=email).count()
