"""Which shops are due, and which single orders should be asked for once more."""

from datetime import datetime

from django.db.models import Q, QuerySet

from orders.models import Order, PullSource


def sources_due(now: datetime) -> QuerySet[PullSource]:
    return PullSource.objects.filter(free(now), is_enabled=True, due_at__lte=now).order_by("due_at")


def free(now: datetime) -> Q:
    """Nobody asks this shop at the moment, or whoever did is gone."""
    return Q(lease_until=None) | Q(lease_until__lte=now)


def orders_in_doubt(source: str, now: datetime) -> QuerySet[Order]:
    """What a message left open: two contents of one second, a deletion out of order (orders.actions.deleting)."""
    return Order.objects.filter(source=source, refetch_at__lte=now).order_by("refetch_at")
