"""AfterShip: tracking_update and edd_revise carry the whole tracking in `msg` each time."""

from orders.actions import record_tracking_event, update_parcel
from orders.hooks.sources.finding import find_parcels
from orders.hooks.sources.moments import loose_moment
from orders.hooks.sources.verdicts import Delivery, NothingForUs
from orders.ingest.reading import Node
from orders.models import Shipment
from orders.tracking.mapping import status_of

SOURCE = "aftership"


def take(delivery: Delivery) -> None:
    """Raises NothingForUs, MustWait, BadData."""
    if delivery.topic not in ("tracking_update", "edd_revise"):
        raise NothingForUs(delivery.topic)
    event = Node(delivery.document)
    tracking = event.child("msg")
    for parcel in find_parcels(tracking.required("tracking_number", 80)):
        expected = loose_moment(tracking, "expected_delivery")
        if expected:
            update_parcel(parcel.order, parcel.external_id, estimated_at=expected)
        for checkpoint in tracking.children("checkpoints"):
            _record(parcel, checkpoint)
        if not tracking.children("checkpoints") and tracking.text("tag") not in ("", "Pending"):
            record_tracking_event(
                parcel,
                occurred_at=loose_moment(tracking, "updated_at") or delivery.received_at,
                status=status_of(SOURCE, tracking.text("tag"), tracking.text("subtag")),
                carrier_code=tracking.text("subtag", 80) or tracking.text("tag", 80),
                text=tracking.text("subtag_message", 300),
                source=SOURCE,
            )


def _record(parcel: Shipment, checkpoint: Node) -> None:
    at = loose_moment(checkpoint, "checkpoint_time") or loose_moment(checkpoint, "created_at")
    if at is None:
        return
    places = (checkpoint.text("city"), checkpoint.text("state"), checkpoint.text("country_name"))
    record_tracking_event(
        parcel,
        occurred_at=at,
        status=status_of(SOURCE, checkpoint.text("tag"), checkpoint.text("subtag")),
        carrier_code=checkpoint.text("raw_tag", 80) or checkpoint.text("subtag", 80),
        text=checkpoint.text("message", 300),
        location=(checkpoint.text("location") or ", ".join(filter(None, places)))[:200],
        source=SOURCE,
    )
