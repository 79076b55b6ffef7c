"""How an order or parcel looks: the tone and the icon of its status, its carrier."""

from django import template

from orders.carriers import carrier_name, tracking_page
from orders.models import Order, Shipment

register = template.Library()

LOOKS = {
    Order.Status.PENDING: ("warning", "wallet"),
    Order.Status.PROCESSING: ("info", "package"),
    Order.Status.SHIPPED: ("info", "truck"),
    Order.Status.DELIVERED: ("success", "check"),
    Order.Status.COMPLETED: ("success", "check"),
    Order.Status.CANCELLED: ("neutral", "x"),
    Order.Status.REFUNDED: ("neutral", "undo-2"),
}
PARCEL_LOOKS = {
    Shipment.Status.OUT_FOR_DELIVERY: ("info", "truck"),
    Shipment.Status.READY_FOR_PICKUP: ("warning", "map-pin"),
    Shipment.Status.PICKUP_REMINDER: ("warning", "map-pin"),
    Shipment.Status.DELIVERED: ("success", "check"),
    Shipment.Status.ATTEMPT_FAILED: ("danger", "triangle-alert"),
    Shipment.Status.DELAYED: ("warning", "clock"),
    Shipment.Status.EXCEPTION: ("danger", "triangle-alert"),
    Shipment.Status.RETURNING: ("warning", "undo-2"),
    Shipment.Status.RETURNED: ("neutral", "undo-2"),
    Shipment.Status.CANCELLED: ("neutral", "x"),
    Shipment.Status.EXPIRED: ("warning", "clock"),
    Shipment.Status.UNKNOWN: ("neutral", "clock"),
}


@register.filter
def tone(thing: Order | Shipment) -> str:
    return _look(thing)[0]


@register.filter
def icon(thing: Order | Shipment) -> str:
    return _look(thing)[1]


def _look(thing: Order | Shipment) -> tuple[str, str]:
    if isinstance(thing, Order):
        return LOOKS[Order.Status(thing.status)]
    return PARCEL_LOOKS.get(Shipment.Status(thing.status), ("info", "truck"))


register.filter("carrier", carrier_name)
register.filter("tracking_page", tracking_page)
