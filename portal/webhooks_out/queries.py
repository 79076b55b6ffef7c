from datetime import datetime

from django.db.models import QuerySet

from portal.webhooks_out.models import Call, Endpoint

LATEST = 20


def calls_due(now: datetime) -> QuerySet[Call]:
    """To be made now; a listener that is switched off is not called, and hears it when it is on again."""
    due = Call.objects.filter(due_at__lte=now, state=Call.State.READY, endpoint__is_active=True)
    return due.order_by("due_at")


def latest_calls(endpoint: Endpoint) -> list[Call]:
    return list(endpoint.calls.select_related("event").defer("event__body")[:LATEST])


def anybody_listens() -> bool:
    return Endpoint.objects.filter(is_active=True).exists()
