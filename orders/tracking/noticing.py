"""Late parcels are noticed once, before their owner asks."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from orders.models import Order, Shipment
from orders.signals import shipment_delayed

# An import of last year's orders must not tell anyone that last year's parcel is late.
NEWS_FOR = timedelta(days=3)
NOT_WAITED_FOR = (Order.Status.CANCELLED, Order.Status.REFUNDED, Order.Status.DELIVERED)


def parcels_late(now: datetime) -> QuerySet[Shipment]:
    """Late by now and not noticed yet, the longest late first."""
    return Shipment.objects.filter(late_at__lte=now, delayed_notified_at=None).order_by("late_at")


@transaction.atomic
def notice_delay(shipment_id: int, now: datetime) -> bool:
    """Announce one late parcel, once for ever; true when this call did."""
    if not parcels_late(now).filter(pk=shipment_id).update(delayed_notified_at=now):
        return False
    shipment = Shipment.objects.select_related("order").get(pk=shipment_id)
    is_news = shipment.late_at is not None and shipment.late_at > now - NEWS_FOR
    if not is_news or shipment.order.status in NOT_WAITED_FOR:
        return False
    transaction.on_commit(lambda: shipment_delayed.send(sender=Shipment, shipment=shipment), robust=True)
    return True


def notice_delays(now: datetime, limit: int = 500) -> int:
    """How many were announced."""
    return sum(notice_delay(pk, now) for pk in list(parcels_late(now).values_list("pk", flat=True)[:limit]))
