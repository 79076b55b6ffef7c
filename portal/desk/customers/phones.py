"""Orders by telephone: however it was written, its last nine digits are the same."""

import re
from datetime import timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet

from orders.models import Order
from portal.desk.models import OrderPhone

DIGITS = 9
FEWEST = 6
AT_ONCE = 2000
LATE = timedelta(minutes=10)


def digits_of(text: str) -> str:
    """Empty for what is too short to be a telephone."""
    digits = re.sub(r"\D", "", text)
    return digits[-DIGITS:] if len(digits) >= FEWEST else ""


def read_phones() -> int:
    """Orders that came or changed since the last time; how many were read. A row says when."""
    last = OrderPhone.objects.aggregate(last=Max("read_at"))["last"]
    is_read = OrderPhone.objects.filter(order=OuterRef("pk"), read_at__gte=OuterRef("updated_at"))
    changed = Order.objects.filter(~Exists(is_read)).order_by("updated_at", "pk")
    if last is not None:
        # An order may be committed a while after the moment it carries.
        changed = changed.filter(updated_at__gte=last - LATE)
    rows = changed.values_list("pk", "updated_at", "billing_address__phone", "shipping_address__phone")[:AT_ONCE]
    found = [
        OrderPhone(order_id=pk, digits=digits_of(str(first or other or "")), read_at=at)
        for pk, at, first, other in rows
    ]
    OrderPhone.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["order"], update_fields=["digits", "read_at"]
    )
    return len(found)


def orders_with(text: str) -> QuerySet[Order]:
    digits = digits_of(text)
    rows = OrderPhone.objects.filter(digits=digits) if digits else OrderPhone.objects.none()
    return Order.objects.filter(pk__in=rows.values("order"))
