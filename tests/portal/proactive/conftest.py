"""Anna's late parcel, and offers as if chance had spoken."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from orders.models import Order, Shipment
from portal.accounts.models import User
from portal.proactive.models import Nudge
from tests.portal.test_home import make_order


def late_order(user: User, number: str, now: datetime | None = None) -> Order:
    now = now or timezone.now()
    order = make_order(user, number, status=Order.Status.SHIPPED)
    order.shipments.update(
        status=Shipment.Status.IN_TRANSIT,
        late_at=now - timedelta(hours=2),
        late_why=Shipment.Late.PROMISE,
        delayed_notified_at=now - timedelta(hours=1),
    )
    return order


def offered(person: User | None, **fields: Any) -> Nudge:
    values: dict[str, Any] = {"rule": "search", "key": f"k-{Nudge.objects.count()}", "language": "en"}
    values |= {"held_out": False, "made_at": timezone.now() - timedelta(minutes=5)}
    return Nudge.objects.create(person=person, **{**values, **fields})


@pytest.fixture
def late(anna: User) -> Order:
    return late_order(anna, "A-1")
