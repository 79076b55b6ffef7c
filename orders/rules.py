"""What carriers and shops say, decided into one status. Pure: the same news in any order ends the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from orders.models import Order, OrderLine, Shipment

S = Shipment.Status

# How far along a parcel is; decides between two pieces of news of the same moment.
PROGRESS: Mapping[str, int] = {
    S.UNKNOWN: 0,
    S.ANNOUNCED: 1,
    S.ACCEPTED: 2,
    S.IN_TRANSIT: 3,
    S.DELAYED: 4,
    S.EXCEPTION: 5,
    S.OUT_FOR_DELIVERY: 6,
    S.ATTEMPT_FAILED: 7,
    S.READY_FOR_PICKUP: 8,
    S.PICKUP_REMINDER: 9,
    S.EXPIRED: 10,
    S.CANCELLED: 11,
    S.RETURNING: 12,
    S.DELIVERED: 13,
    S.RETURNED: 14,
}
ON_ITS_WAY = frozenset(PROGRESS) - {S.UNKNOWN, S.ANNOUNCED, S.CANCELLED}
FIRST_STEPS = frozenset({S.ANNOUNCED, S.ACCEPTED})
WAITING = frozenset({S.READY_FOR_PICKUP, S.PICKUP_REMINDER})
GOING_BACK = frozenset({S.RETURNING, S.RETURNED})
# A parcel seen somewhere after it was "delivered" had not been; words about it prove nothing.
UNDOES_DELIVERY = frozenset({S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.ATTEMPT_FAILED, S.READY_FOR_PICKUP, *GOING_BACK})
NOT_COMING = frozenset({S.CANCELLED, S.RETURNING, S.RETURNED})


@dataclass(frozen=True, slots=True)
class News:
    """One thing said about a parcel, by the carrier or by the shop."""

    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ParcelState:
    """A parcel as far as its order cares; `lines` maps order line id to quantity, empty when nobody said."""

    status: str
    delivered_at: datetime | None
    lines: Mapping[int, int]


def shipment_state(news: Iterable[News]) -> tuple[str, datetime | None, datetime | None]:
    """(status, since, delivered_at). The newest news counts, so late news never takes a parcel backwards.

    What says less than we know changes nothing, however new it is: a label printed again, a complaint after delivery.
    The delivery day is the latest one reported: deadlines that run from it must not start early. A parcel that goes
    back and is then "delivered" has arrived at the shop, unless it only waited too long at its pick-up point.
    """
    status, since, delivered_at = S.UNKNOWN.value, None, None
    waited_too_long = False
    for item in sorted(news, key=lambda item: (item.at, PROGRESS[item.status])):
        now = _next(status, item.status, waited_too_long)
        waited_too_long = now == S.RETURNING and status in WAITING
        if now != status:
            status, since = now, item.at
        if now == S.DELIVERED == item.status:
            delivered_at = item.at
    return status, since, delivered_at if status == S.DELIVERED else None


def _next(status: str, said: str, waited_too_long: bool) -> str:
    """The status after one more piece of news, told in the order it happened."""
    if status in GOING_BACK:
        if said == S.DELIVERED and waited_too_long:
            return said
        return S.RETURNED.value if S.RETURNED in (status, said) or said == S.DELIVERED else status
    if said == S.UNKNOWN or (said in FIRST_STEPS and PROGRESS[said] < PROGRESS[status]):
        return status
    if status == S.DELIVERED and said not in UNDOES_DELIVERY:
        return status
    return said


def order_state(
    shop_status: str, ordered: Mapping[int, int], parcels: list[ParcelState]
) -> tuple[str, datetime | None]:
    """(status, delivered_at) of an order. `ordered` maps order line id to quantity."""
    coming = [parcel for parcel in parcels if parcel.status not in NOT_COMING]
    delivered = [parcel.delivered_at for parcel in coming if parcel.status == S.DELIVERED and parcel.delivered_at]
    complete = bool(coming) and len(delivered) == len(coming) and _covers(ordered, coming)
    delivered_at = max(delivered) if complete else None
    if shop_status in (Order.Status.CANCELLED, Order.Status.REFUNDED):
        return shop_status, delivered_at
    if complete:
        return Order.Status.DELIVERED, delivered_at
    # One that goes back had been sent: nobody is packing it.
    if any(parcel.status in ON_ITS_WAY for parcel in parcels):
        return Order.Status.SHIPPED, None
    return shop_status, None


def _covers(ordered: Mapping[int, int], parcels: list[ParcelState]) -> bool:
    """Everything ordered is in some parcel, or nobody said what is in which."""
    if any(not parcel.lines for parcel in parcels):
        return True
    packed: dict[int, int] = {}
    for parcel in parcels:
        for line, quantity in parcel.lines.items():
            packed[line] = packed.get(line, 0) + quantity
    return all(packed.get(line, 0) >= quantity for line, quantity in ordered.items())


def can_be_returned(order: Order, lines: Iterable[OrderLine]) -> bool:
    """Whether a return can be asked for at all; by when and why not is the returns room's to say."""
    sent = (Order.Status.SHIPPED, Order.Status.DELIVERED, Order.Status.COMPLETED)
    return order.status in sent and any(line.returnable_quantity > 0 for line in lines)
