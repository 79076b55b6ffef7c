"""News that arrives wakes the deliveries that waited for it."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from orders.hooks.actions import wake
from orders.hooks.sources.verdicts import order_key, parcel_key, shipment_key
from orders.hooks.tasks import start
from orders.models import Envelope, Order
from orders.signals import order_imported


@receiver(order_imported)
def wake_what_waited(order: Order, **kwargs: Any) -> None:
    # A file brings 100,000 orders and nothing waits: one question of an index for each.
    if not Envelope.objects.filter(state=Envelope.State.WAITING).exists():
        return
    keys = [order_key(order.source, order.external_id)]
    for external_id, number in order.shipments.values_list("external_id", "tracking_number"):
        keys.append(shipment_key(order.source, order.external_id, external_id))
        if number:
            keys.append(parcel_key(number))
    start(wake(keys, timezone.now()))
