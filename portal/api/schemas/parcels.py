"""Parcels and what carriers said."""

from typing import Literal

from pydantic import Field

from portal.api.fields import Moment, OwnId, Said, Text80, Text200, Text300

ShipmentStatus = Literal[
    "announced",
    "accepted",
    "in_transit",
    "out_for_delivery",
    "ready_for_pickup",
    "pickup_reminder",
    "delivered",
    "attempt_failed",
    "delayed",
    "exception",
    "returning",
    "returned",
    "cancelled",
    "expired",
    "unknown",
]


class EventIn(Said):
    occurred_at: Moment
    status: ShipmentStatus
    code: Text80 = Field(default="", description="The carrier's own code.")
    text: Text300 = Field(default="", description="The carrier's own words.")
    location: Text200 = ""


class EventsIn(Said):
    events: list[EventIn] = Field(min_length=1, max_length=500)


class BatchEventIn(EventIn):
    order: OwnId = Field(description="Your id of the order.")
    shipment: OwnId = Field(description="Your id of the shipment.")


class EventBatchIn(Said):
    events: list[BatchEventIn] = Field(min_length=1, max_length=500)
