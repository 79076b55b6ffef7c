"""How a status looks: its words, the badge's tone and an icon, never colour alone."""

from dataclasses import dataclass

from django.db.models.enums import Choices

from orders.models import Order, Shipment

S = Shipment.Status


@dataclass(frozen=True, slots=True)
class Look:
    label: str
    tone: str
    icon: str


ORDERS: dict[str, tuple[str, str]] = {
    Order.Status.PENDING: ("warning", "wallet"),
    Order.Status.PROCESSING: ("info", "package"),
    Order.Status.SHIPPED: ("info", "truck"),
    Order.Status.DELIVERED: ("success", "check"),
    Order.Status.COMPLETED: ("success", "check"),
    Order.Status.CANCELLED: ("neutral", "x"),
    Order.Status.REFUNDED: ("neutral", "undo-2"),
}
PARCELS: dict[str, tuple[str, str]] = {
    S.READY_FOR_PICKUP: ("warning", "map-pin"),
    S.PICKUP_REMINDER: ("warning", "map-pin"),
    S.DELIVERED: ("success", "check"),
    S.ATTEMPT_FAILED: ("danger", "triangle-alert"),
    S.DELAYED: ("warning", "clock"),
    S.EXCEPTION: ("danger", "triangle-alert"),
    S.RETURNING: ("warning", "undo-2"),
    S.RETURNED: ("neutral", "undo-2"),
    S.CANCELLED: ("neutral", "x"),
    S.EXPIRED: ("warning", "clock"),
    S.UNKNOWN: ("neutral", "clock"),
}
MOVING = ("info", "truck")
# What a customer wants to read instead of "on its way", most urgent first.
TELLING = (
    S.READY_FOR_PICKUP,
    S.PICKUP_REMINDER,
    S.ATTEMPT_FAILED,
    S.EXCEPTION,
    S.RETURNING,
    S.OUT_FOR_DELIVERY,
    S.DELAYED,
    S.EXPIRED,
)


def order_look(order: Order, parcel_status: str = "") -> Look:
    """`parcel_status`: one of TELLING that a parcel of it has; said in place of "on its way"."""
    if order.status == Order.Status.SHIPPED and parcel_status in TELLING:
        return _look(S(parcel_status), PARCELS)
    return _look(Order.Status(order.status), ORDERS)


def parcel_look(parcel: Shipment) -> Look:
    return _look(S(parcel.status), PARCELS)


def most_telling(parcels: list[Shipment]) -> str:
    told = {parcel.status for parcel in parcels if parcel.direction == Shipment.Direction.OUTBOUND}
    return next((status for status in TELLING if status in told), "")


def _look(status: Choices, looks: dict[str, tuple[str, str]]) -> Look:
    tone, icon = looks.get(str(status), MOVING)
    return Look(str(status.label), tone, icon)
