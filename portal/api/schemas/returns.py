"""Goods that come back, as the shop's warehouse tells of them."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints, model_validator

from portal.api.fields import (
    Base64File,
    Currency,
    Day,
    Moment,
    Money,
    OwnId,
    Paid,
    Quantity,
    Said,
    Text80,
    Text500,
)

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Z]-[0-9A-Z]{6}$"), Field(examples=["W-7F3K9Q"])]


class LabelIn(Said):
    file: Base64File = Field(description="A PDF or a picture. ZPL: print it to PDF first.")
    carrier: Text80 = Field(default="", examples=["inpost"])
    tracking_number: Text80 = Field(default="", description="Then the parcel is followed, and its first scan counts.")
    valid_until: Day | None = None


class ArrivedIn(Said):
    line: OwnId = Field(description="The id of a line of the order.")
    quantity: Quantity = Field(description="How many are with you by now, together with what came before.")


class ReceivedIn(Said):
    lines: list[ArrivedIn] | None = Field(
        default=None, max_length=500, description="Left out: all that the customer announced."
    )

    @model_validator(mode="after")
    def makes_sense(self) -> "ReceivedIn":
        ids = [item.line for item in self.lines or []]
        if len(set(ids)) < len(ids):
            raise ValueError("Two entries of lines name the same line: add their quantities up.")
        return self


class CaseRefundIn(Said):
    id: OwnId = Field(description="Your id of the refund: the same one again changes nothing.")
    amount: Paid
    currency: Currency
    refunded_at: Moment
    reason: Text500 = Field(default="", description="The customer reads it, beside what we worked out.")
    shipping_amount: Money | None = Field(default=None, description="What of it is for delivery.")


class CaseSaved(Schema):
    reference: str
    status: str
    outcome: Literal["created", "updated", "unchanged"]
