"""An order's rows as the facts the law asks for. Nothing is decided here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects

from orders.models import Order, OrderLine, Shipment
from returns.law.withdrawal import Begins, Contract, Good
from returns.rules import ON_THE_WAY

BEGINS = {
    Order.Contract.GOODS: Begins.LAST_GOOD,
    Order.Contract.REGULAR_DELIVERIES: Begins.FIRST_GOOD,
    Order.Contract.SERVICE: Begins.CONTRACT,
    Order.Contract.DIGITAL: Begins.CONTRACT,
}
OFF = frozenset({Order.Status.CANCELLED, Order.Status.REFUNDED})
NOT_SENT = frozenset({Order.Status.PENDING, Order.Status.PROCESSING})


# Which parcels hold a line, as far as anybody said: {order line: {shipment: pieces}}, by their ids.
Contents = Mapping[int, Mapping[int, int]]


def contract_of(
    order: Order,
    lines: Iterable[OrderLine],
    shipments: Iterable[Shipment] | None = None,
    contents: Contents | None = None,
) -> Contract:
    """What is not given is read, prefetched or not: two queries at most, however many lines."""
    lines = list(lines)
    parcels = outbound(order.shipments.all() if shipments is None else shipments)
    contents = contents_of(lines) if contents is None else contents
    return Contract(
        goods=[good_of(order, line, parcels, contents) for line in lines],
        concluded_at=order.placed_at,
        begins=BEGINS[Order.Contract(order.contract_kind)],
        informed=order.withdrawal_informed,
        informed_at=order.withdrawal_informed_at,
        is_unsolicited_visit=order.is_from_visit,
        is_cancelled=order.status in OFF,
    )


def good_of(order: Order, line: OrderLine, parcels: Sequence[Shipment], contents: Contents) -> Good:
    """`parcels`: what outbound() gave. Pieces that no parcel is said to hold are a lot that has not come (W2)."""
    its_own = parcels_of(line, parcels, contents)
    lots = possession(order, its_own)
    return Good(
        quantity=line.quantity,
        taken=line.returned_quantity,
        delivered=[*lots, None] if lacks_pieces(line, parcels, contents) else lots,
        is_on_its_way=is_on_its_way(order, its_own),
        exception=line.withdrawal_exception,
        evidence=line.withdrawal_evidence,
    )


def outbound(shipments: Iterable[Shipment]) -> list[Shipment]:
    """The parcels that bring goods: none on its way back, none cancelled."""
    return [
        each
        for each in shipments
        if each.direction == Shipment.Direction.OUTBOUND and each.status != Shipment.Status.CANCELLED
    ]


def contents_of(lines: list[OrderLine]) -> Contents:
    prefetch_related_objects(lines, "shipment_lines")
    return {line.pk: {each.shipment_id: each.quantity for each in line.shipment_lines.all()} for line in lines}


def contents_in(parcels: Iterable[Shipment]) -> Contents:
    """The same, read from the parcels' side where that has been read already."""
    contents: dict[int, dict[int, int]] = {}
    for parcel in parcels:
        for item in parcel.lines.all():
            contents.setdefault(item.order_line_id, {})[parcel.pk] = item.quantity
    return contents


def parcels_of(line: OrderLine, parcels: Sequence[Shipment], contents: Contents) -> list[Shipment]:
    """Those that are known to hold this line; all of the order's where nobody said."""
    ids = contents.get(line.pk, {})
    return [each for each in parcels if each.pk in ids] or list(parcels)


def lacks_pieces(line: OrderLine, parcels: Sequence[Shipment], contents: Contents) -> bool:
    """Only where somebody said what a parcel holds of it; no word is not a no."""
    said = contents.get(line.pk, {})
    announced = [said[each.pk] for each in parcels if each.pk in said]
    return bool(announced) and sum(announced) < line.quantity


def possession(order: Order, its_own: Sequence[Shipment]) -> list[datetime | None]:
    """When each lot of it came into the buyer's hands; a parcel in a locker has not yet (W4).

    Where nobody said which parcel holds a line, its last lot is the last parcel: the period begins with it (W2).
    """
    return [each.delivered_at for each in its_own] if its_own else [order.delivered_at]


def is_on_its_way(order: Order, its_own: Sequence[Shipment]) -> bool:
    """Certain only from the shop or a carrier; no news is not a no."""
    if any(each.status in ON_THE_WAY and not each.delivered_at for each in its_own):
        return True
    return order.status in NOT_SENT and not any(each.delivered_at for each in its_own)
