"""The carrier has the return parcel: from then on the refund may not wait for the goods (W8, art. 13(3))."""

from datetime import datetime
from functools import partial

from django.db import transaction

from orders.models import Shipment
from returns.actions.step import Step, locked
from returns.logistics.noting import note
from returns.logistics.queries import goods_expected, waiting_for_goods
from returns.logistics.rules import IN_ITS_HANDS, first_scan
from returns.logistics.signals import return_dispatched
from returns.models import Case, ReturnParcel, Teller

AT_ONCE = 200


def hear(shipment: Shipment, now: datetime) -> bool:
    """A return parcel moved; true when that was the proof that the goods are on their way."""
    if shipment.direction != Shipment.Direction.RETURN or shipment.status not in IN_ITS_HANDS:
        return False
    case = case_of(shipment, now)
    if case is None or case.dispatched_at or case.closed_at:
        return False
    at = scanned_at(shipment, case)
    if at is None:
        return False
    with locked(case, None, None, now) as step:
        return set_dispatched(step, min(at, now), shipment=shipment.pk)


def scanned_at(shipment: Shipment, case: Case) -> datetime | None:
    begun = min(filter(None, (case.withdrawn_at, case.opened_at)))
    return first_scan(shipment.events.values_list("status", "occurred_at"), begun)


def set_dispatched(step: Step, at: datetime, **data: int) -> bool:
    """Inside the lock of the case; the first proof counts, and one that comes after the goods says nothing new."""
    if step.case.dispatched_at is not None:
        step.changes = False
        return False
    step.case.dispatched_at = at
    note(step, "dispatched", dispatched_at=at.isoformat(), **data)
    transaction.on_commit(partial(return_dispatched.send_robust, Case, case=step.case))
    return True


def case_of(shipment: Shipment, now: datetime) -> Case | None:
    """The case whose goods are inside; a parcel only the shop told of goes to the one case that waits for it."""
    parcel = ReturnParcel.objects.filter(shipment=shipment).select_related("case").first()
    if parcel:
        return parcel.case
    inside = set(shipment.lines.values_list("order_line_id", flat=True))
    waiting = [case for case in waiting_for_goods(shipment.order_id) if goods_expected(case)]
    if inside:
        waiting = [case for case in waiting if inside & set(case.lines.values_list("order_line_id", flat=True))]
    if len(waiting) != 1:
        return None
    ReturnParcel.objects.get_or_create(
        shipment=shipment, defaults={"case": waiting[0], "told_by": Teller.SHOP, "told_at": now}
    )
    return waiting[0]


def hear_missed_scans(now: datetime) -> int:
    """For tick: scans whose process was killed right after its commit."""
    missed = ReturnParcel.objects.filter(
        case__dispatched_at=None, case__closed_at=None, shipment__status__in=IN_ITS_HANDS
    ).select_related("shipment")
    return sum(hear(parcel.shipment, now) for parcel in missed[:AT_ONCE])
