"""An order's story in plain words: what happened, what is now, what comes next."""

from datetime import date, datetime
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from orders.models import Order, Shipment
from orders.rules import ON_ITS_WAY

S = Shipment.Status
TROUBLE = {S.ATTEMPT_FAILED, S.DELAYED, S.EXCEPTION, S.EXPIRED, S.RETURNING, S.RETURNED}


class Step(TypedDict):
    title: str
    text: str
    at: datetime | None
    by: date | None  # the day it should be over
    state: str  # done, current, next or problem


def step(title: str, state: str, *, text: str = "", at: datetime | None = None, by: date | None = None) -> Step:
    return {"title": title, "text": text, "at": at, "by": by, "state": state}


def step_now(steps: list[Step]) -> Step:
    """What holds today: the current step, or the trouble."""
    return next((each for each in steps if each["state"] in ("current", "problem")), steps[-1])


def step_next(steps: list[Step]) -> Step | None:
    return next((each for each in steps if each["state"] == "next"), None)


def order_steps(order: Order, parcels: list[Shipment]) -> list[Step]:
    parcels = [parcel for parcel in parcels if parcel.direction == Shipment.Direction.OUTBOUND]
    steps = [step(_("We have your order"), "done", at=order.placed_at)]
    if order.paid_at:
        steps.append(step(_("Payment received"), "done", at=order.paid_at))
    match order.status:
        case Order.Status.CANCELLED:
            return [*steps, step(_("The order was cancelled"), "problem", at=order.cancelled_at)]
        case Order.Status.REFUNDED:
            return [*steps, *_past_delivery(order), step(_("The money was sent back"), "current")]
        case Order.Status.PENDING:
            return [*steps, *_unpaid()]
        case Order.Status.PROCESSING:
            return [*steps, *_packing(parcels)]
        case Order.Status.SHIPPED:
            return [*steps, *_travelling(parcels)]
        case Order.Status.DELIVERED:
            return [*steps, *_sent(parcels), step(_("Delivered"), "current", at=order.delivered_at)]
    return [*steps, *_sent(parcels), step(_("The shop has finished this order"), "current")]


def _past_delivery(order: Order) -> list[Step]:
    return [step(_("Delivered"), "done", at=order.delivered_at)] if order.delivered_at else []


def _unpaid() -> list[Step]:
    return [
        step(_("Waiting for your payment"), "current", text=_("We start packing as soon as it arrives.")),
        step(_("We pack it and hand it to the carrier"), "next"),
        step(pgettext("step to come", "Delivered"), "next"),
    ]


def _packing(parcels: list[Shipment]) -> list[Step]:
    announced = any(parcel.status == S.ANNOUNCED for parcel in parcels)
    text = _("The carrier knows about the parcel and collects it next.") if announced else ""
    return [
        step(_("We are packing it"), "current", text=text),
        step(_("The carrier takes it"), "next"),
        step(pgettext("step to come", "Delivered"), "next"),
    ]


def _sent(parcels: list[Shipment]) -> list[Step]:
    moments = [parcel.shipped_at for parcel in parcels if parcel.shipped_at]
    return [step(_("Handed to the carrier"), "done", at=min(moments))] if moments else []


def _travelling(parcels: list[Shipment]) -> list[Step]:
    waiting = [parcel for parcel in parcels if parcel.status in ON_ITS_WAY and parcel.status != S.DELIVERED]
    if not waiting:
        return [*_sent(parcels), step(_("On its way"), "current"), step(pgettext("step to come", "Delivered"), "next")]
    parcel = next((item for item in waiting if item.status in TROUBLE), waiting[0])
    state = "problem" if parcel.status in TROUBLE else "current"
    title = Shipment.Status(parcel.status).label
    text = " ".join(_parcel_text(parcel, parcels))
    now = step(str(title), state, text=text, at=parcel.status_at, by=parcel.estimated_date)
    return [*_sent(parcels), now, step(pgettext("step to come", "Delivered"), "next")]


def _parcel_text(parcel: Shipment, parcels: list[Shipment]) -> list[str]:
    said: list[str] = []
    place = parcel.pickup_point.get("name", "")
    if parcel.status in (S.READY_FOR_PICKUP, S.PICKUP_REMINDER) and place:
        said.append(_("It waits for you at %(place)s.") % {"place": place})
    elif parcel.status == S.ATTEMPT_FAILED:
        said.append(_("The carrier tries again or takes it to a pick-up point."))
    elif parcel.status == S.DELAYED:
        said.append(_("It takes longer than planned. You don't have to do anything: we watch it."))
    elif parcel.status == S.EXCEPTION:
        said.append(_("The carrier is sorting it out. If nothing moves within two working days, write to us."))
    elif parcel.status == S.EXPIRED:
        said.append(_("The carrier has been silent for a while. Write to us and we ask where it is."))
    elif parcel.status == S.RETURNING:
        said.append(_("Write to us if you still want it."))
    delivered = sum(item.status == S.DELIVERED for item in parcels)
    if len(parcels) > 1 and delivered:
        text = ngettext(
            "%(done)d of %(all)d parcel has arrived.", "%(done)d of %(all)d parcels arrived so far.", len(parcels)
        )
        said.append(text % {"done": delivered, "all": len(parcels)})
    return said
