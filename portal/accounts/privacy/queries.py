"""Requests as their owner, the operator and tick read them, and what an erasure would do."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from portal.accounts.models import DataRequest, PrivacySettings, User
from portal.accounts.privacy.registry import Goes, Stays, areas
from portal.accounts.privacy.subject import Subject

State = DataRequest.State


@dataclass(frozen=True, slots=True)
class Plan:
    goes: list[Goes]
    stays: list[Stays]


def plan_for(subject: Subject, terms: PrivacySettings) -> Plan:
    """Before the click: what goes and what stays, counted; nothing that there is none of."""
    goes = [line for area in areas() for line in area.goes(subject) if line.count]
    stays = [line for area in areas() for line in area.stays(subject, terms) if line.count]
    return Plan(goes, stays)


def open_request(user: User, kind: str) -> DataRequest | None:
    return DataRequest.objects.filter(user=user, kind=kind, due_at__isnull=False).first()


def latest_export(user: User, now: datetime) -> DataRequest | None:
    """The one being packed, ready or failed; not one whose day is over."""
    found = DataRequest.objects.filter(user=user, kind=DataRequest.Kind.EXPORT).order_by("-asked_at", "-pk").first()
    if found is None or found.state == State.DONE or (found.expires_at and found.expires_at <= now):
        return None
    return found


def ready_export(user: User, pk: int, now: datetime) -> DataRequest | None:
    """Hers, packed, and not a day old."""
    return DataRequest.objects.filter(
        user=user, pk=pk, kind=DataRequest.Kind.EXPORT, state=State.READY, expires_at__gt=now
    ).first()


def requests_due(now: datetime) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at")


def exports_over(now: datetime) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(expires_at__lte=now)
