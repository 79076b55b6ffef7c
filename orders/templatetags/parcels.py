"""The parcels' panels on the order page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_time
from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.carriers import carrier_guess
from orders.models import Order, Shipment, TrackingEvent
from orders.templatetags.formats import locale
from orders.tracking.live import fingerprint
from orders.tracking.reasons import REASONS
from orders.tracking.story import ParcelStory, seconds_to_next_look, story

register = template.Library()
register.filter("carrier_guess", carrier_guess)


@register.filter
def reason(event: TrackingEvent) -> str:
    """Why it met trouble, in plain words, or ""."""
    return str(REASONS.get(event.reason, ""))


@register.filter
def clock(at: datetime) -> str:
    return format_time(timezone.localtime(at), "HH:mm", locale=locale())


@dataclass(frozen=True, slots=True)
class Panel:
    """`says_where`: nothing above this panel says where the parcel is."""

    title: str
    parcel: Shipment
    story: ParcelStory
    says_where: bool


@dataclass(frozen=True, slots=True)
class Panels:
    """`every`: seconds until the open page asks again, 0 when all is over; `etag` is what it asks with."""

    panels: list[Panel]
    every: int
    etag: str


@register.simple_tag(takes_context=True)
def parcel_panels(context: dict[str, Any], order: Order, parcels: list[Shipment]) -> Panels:
    user = context["request"].user
    outbound = [parcel for parcel in parcels if parcel.direction == Shipment.Direction.OUTBOUND]
    back = [parcel for parcel in parcels if parcel.direction == Shipment.Direction.RETURN]
    is_told = len(outbound) == 1 and order.status in (Order.Status.SHIPPED, Order.Status.DELIVERED)
    panels = [
        Panel(_title(index, len(outbound)), parcel, _story(parcel, order, user, len(outbound)), not is_told)
        for index, parcel in enumerate(outbound, start=1)
    ]
    panels += [Panel(_("Your return parcel"), parcel, _story(parcel, order, user, len(back)), True) for parcel in back]
    return Panels(panels, seconds_to_next_look(parcels), fingerprint(order, parcels, user))


def _story(parcel: Shipment, order: Order, user: Any, count: int) -> ParcelStory:
    is_owner = bool(user.is_authenticated and user.pk == order.customer_id)
    return story(parcel, order, timezone.now(), is_owner=is_owner, is_one_of_many=count > 1)


def _title(number: int, count: int) -> str:
    if count == 1:
        return _("Your parcel")
    return _("Parcel %(number)s of %(all)s") % {"number": number, "all": count}
