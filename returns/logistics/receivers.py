"""What parcels and shops tell, and what it means for a case. Imported at start, before anybody who writes mails."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from orders.models import Refund, Shipment
from orders.signals import refund_recorded, return_moved
from returns.logistics.matching import match
from returns.logistics.scanning import hear


@receiver(return_moved, dispatch_uid="hear_a_return_parcel")
def hear_a_return_parcel(shipment: Shipment, **kwargs: Any) -> None:
    hear(shipment, timezone.now())


@receiver(refund_recorded, dispatch_uid="match_a_refund")
def match_a_refund(refund: Refund, **kwargs: Any) -> None:
    match(refund, timezone.now())
