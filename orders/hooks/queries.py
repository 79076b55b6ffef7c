"""What is due, and what the shop had better be asked again."""

from datetime import datetime

from django.db.models import QuerySet

from orders.models import Envelope, Order


def envelopes_due(now: datetime) -> QuerySet[Envelope]:
    """To be read now, again or for the first time; oldest first. tick starts them."""
    open_still = (Envelope.State.RECEIVED, Envelope.State.WAITING)
    return Envelope.objects.filter(due_at__lte=now, state__in=open_still).order_by("due_at")


def to_refetch(source: str, limit: int = 500) -> list[str]:
    """The shop's ids of orders whose state is in doubt, and of those that others speak of and we never got.

    Whoever asks the shop saves what it says with save_order() and then calls confirm_order(), also for "not found".
    """
    doubtful = Order.objects.filter(source=source, refetch_at__isnull=False).order_by("refetch_at")
    prefix = f"order:{source}:"
    missing = Envelope.objects.filter(state=Envelope.State.WAITING, waits_for__startswith=prefix)
    names = [key.removeprefix(prefix) for key in missing.values_list("waits_for", flat=True).distinct()[:limit]]
    return list(dict.fromkeys([*doubtful.values_list("external_id", flat=True)[:limit], *names]))[:limit]
