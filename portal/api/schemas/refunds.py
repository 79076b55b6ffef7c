"""Money the shop paid back."""

from pydantic import Field

from portal.api.fields import Currency, Moment, Money, OwnId, Paid, Quantity, Said, Text500


class RefundedLineIn(Said):
    line: OwnId = Field(description="The id of a line of the order.")
    quantity: Quantity = Field(default=0, description="0: money only, nothing came back.")
    amount: Money | None = None
    tax_amount: Money | None = None


class RefundIn(Said):
    amount: Paid
    currency: Currency
    refunded_at: Moment
    reason: Text500 = Field(default="", description="The customer reads it.")
    shipping_amount: Money | None = None
    tax_amount: Money | None = None
    lines: list[RefundedLineIn] = Field(default=[], max_length=500)


class OrderRefundIn(RefundIn):
    id: OwnId
