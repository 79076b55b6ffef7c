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

    The delivery day is the latest one reported: deadlines that run from it must not start early.
    """
    told = [item for item in news if item.status != S.UNKNOWN]
    if not told:
        return S.UNKNOWN, None, None
    latest = max(told, key=lambda item: (item.at, PROGRESS[item.status]))
    since = _since(told, latest)
    delivered = [item.at for item in told if item.status == S.DELIVERED]
    return latest.status, since, max(delivered, default=None) if latest.status == S.DELIVERED else None


def _since(told: list[News], latest: News) -> datetime:
    """Since when it has been so: the first of the unbroken run of the same status."""
    since = latest.at
    for item in sorted(told, key=lambda item: (item.at, PROGRESS[item.status]), reverse=True):
        if item.status != latest.status:
            break
        since = item.at
    return since


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
    if any(parcel.status in ON_ITS_WAY for parcel in coming):
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
