"""Which states explain what a customer may be asking: of the case, its parcels, its order and its papers."""

from collections.abc import Iterator
from operator import attrgetter

from django.utils.translation import gettext as _

from orders.models import Invoice, Shipment
from returns.case_panels import is_empty
from returns.models import Case

# Parcels in one of these are asked about before anything else.
TROUBLE = (
    Shipment.Status.DELAYED,
    Shipment.Status.EXCEPTION,
    Shipment.Status.ATTEMPT_FAILED,
    Shipment.Status.EXPIRED,
    Shipment.Status.RETURNING,
    Shipment.Status.PICKUP_REMINDER,
)
ABOUT_GOODS_BACK = (Case.Kind.WITHDRAWAL, Case.Kind.RETURN, Case.Kind.COMPLAINT, Case.Kind.GUARANTEE)
CORRECTED = (Invoice.Kind.CORRECTION, Invoice.Kind.CREDIT_NOTE)


def standing(case: Case) -> dict[str, str]:
    """State -> why an article about it may help, the likeliest first. Two queries, none without an order."""
    own = {f"{case.kind}.{case.status}": _own(case)}
    if case.order is None:
        return own
    parcels, papers = dict(_parcels(case)), dict(_papers(case))
    trouble = {state: why for state, why in parcels.items() if state.partition(".")[2] in TROUBLE}
    order = {
        f"order.{case.order.status}": _("because the order is: %(status)s")
        % {"status": case.order.get_status_display()}
    }
    if case.kind in ABOUT_GOODS_BACK:
        return own | trouble | papers | order
    return trouble | papers | parcels | own | order


def _own(case: Case) -> str:
    words = {"kind": case.get_kind_display(), "status": case.get_status_display()}
    return _("because this case is: %(kind)s, %(status)s") % words


def _parcels(case: Case) -> Iterator[tuple[str, str]]:
    # The page that shows them has read them; else one question.
    rows = case.order.shipments.all() if case.order else ()
    for parcel in sorted((row for row in rows if row.direction == Shipment.Direction.OUTBOUND), key=attrgetter("pk")):
        if parcel.delayed_notified_at and not parcel.delivered_at:
            yield f"shipment.{Shipment.Status.DELAYED.value}", _("because the parcel is late")
        said = parcel.get_status_display()
        yield f"shipment.{parcel.status}", _("because the parcel is: %(status)s") % {"status": said}


def _papers(case: Case) -> Iterator[tuple[str, str]]:
    if is_empty(case, "has_papers"):
        return
    kinds = Invoice.objects.filter(order=case.order_id, kind__in=CORRECTED).order_by().values_list("kind", flat=True)
    for kind in sorted(set(kinds)):
        yield f"invoice.{kind}", _("because there is: %(paper)s") % {"paper": Invoice.Kind(kind).label}
