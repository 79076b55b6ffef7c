"""Parcels and what carriers said."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from portal.api.fields import (
    Day,
    Moment,
    OwnId,
    Quantity,
    Said,
    Text20,
    Text80,
    Text200,
    Text300,
    WebAddress,
)

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


class PlaceIn(Said):
    """Where a customer picks the parcel up."""

    name: Text200 = ""
    address: Text300 = ""
    hours: Text200 = ""
    latitude: Annotated[str, StringConstraints(pattern=r"^(-?[0-9]{1,2}(\.[0-9]{1,8})?)?$")] = ""
    longitude: Annotated[str, StringConstraints(pattern=r"^(-?[0-9]{1,3}(\.[0-9]{1,8})?)?$")] = ""


class PackedIn(Said):
    line: OwnId = Field(description="The id of a line of the order.")
    quantity: Quantity


class ShipmentIn(Said):
    """What you leave out or send as null stays as it was."""

    carrier: Text80 | None = Field(default=None, examples=["inpost"])
    tracking_number: Text80 | None = None
    tracking_url: WebAddress | None = None
    direction: Literal["outbound", "return"] | None = Field(default=None, description="A new one is outbound.")
    shipped_at: Moment | None = None
    promised_from: Day | None = Field(default=None, description="The first day you promised when it was ordered.")
    promised_to: Day | None = Field(default=None, description="The last one: a day later it counts as late.")
    estimated_at: Moment | None = None
    estimated_date: Day | None = None
    pickup_point: PlaceIn | None = None
    pickup_code: Text20 | None = None
    pickup_until: Moment | None = None
    lines: list[PackedIn] | None = Field(default=None, max_length=500, description="All that is in it.")
    status: ShipmentStatus | None = Field(default=None, description="Kept as a tracking event at `status_at`.")
    status_at: Moment | None = Field(default=None, description="Needed with a status.")

    @model_validator(mode="after")
    def makes_sense(self) -> "ShipmentIn":
        ids = [item.line for item in self.lines or []]
        if len(set(ids)) < len(ids):
            raise ValueError("Two entries of lines name the same line: add their quantities up.")
        if self.status is not None and self.status_at is None:
            raise ValueError("A status needs status_at, the moment it came about.")
        return self
