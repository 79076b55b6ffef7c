"""EasyPost: tracker.created and tracker.updated carry the whole tracker each time."""

from orders.actions import record_tracking_event, update_parcel
from orders.hooks.sources.finding import find_parcels
from orders.hooks.sources.moments import loose_moment
from orders.hooks.sources.verdicts import Delivery, NothingForUs
from orders.ingest.reading import Node
from orders.models import Shipment
from orders.tracking.mapping import status_of

SOURCE = "easypost"


def take(delivery: Delivery) -> None:
    """Raises NothingForUs, MustWait, BadData."""
    if delivery.topic not in ("tracker.created", "tracker.updated"):
        raise NothingForUs(delivery.topic)
    tracker = Node(delivery.document).child("result")
    for parcel in find_parcels(tracker.required("tracking_code", 80)):
        # The carrier's own day, where it says one: midnight in Greenwich is the day before in the west.
        local = loose_moment(tracker.child("carrier_detail"), "est_delivery_date_local")
        expected = local or loose_moment(tracker, "est_delivery_date")
        if expected:
            update_parcel(parcel.order, parcel.external_id, estimated_at=expected)
        for detail in tracker.children("tracking_details"):
            _record(parcel, detail)
        if not tracker.children("tracking_details") and tracker.text("status") not in ("", "unknown"):
            record_tracking_event(
                parcel,
                occurred_at=loose_moment(tracker, "updated_at") or delivery.received_at,
                status=status_of(SOURCE, tracker.text("status"), tracker.text("status_detail")),
                carrier_code=tracker.text("status", 80),
                source=SOURCE,
            )


def _record(parcel: Shipment, detail: Node) -> None:
    at = loose_moment(detail, "datetime")
    if at is None:
        return
    place = detail.child("tracking_location")
    record_tracking_event(
        parcel,
        occurred_at=at,
        status=status_of(SOURCE, detail.text("status"), detail.text("status_detail")),
        carrier_code=detail.text("carrier_code", 80) or detail.text("status_detail", 80),
        text=detail.text("message", 300) or detail.text("description", 300),
        location=", ".join(filter(None, (place.text("city"), place.text("state"), place.text("country"))))[:200],
        source=SOURCE,
    )
