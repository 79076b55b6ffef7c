"""What the API gives: problems, outcomes, orders and cases."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, PlainSerializer, WithJsonSchema

Outcome = Literal["created", "updated", "unchanged", "older"]


def as_text(amount: Decimal) -> str:
    """129.0000 is "129.00", 0.3333 stays: no digit that says nothing, and never fewer than two."""
    whole, _dot, digits = f"{amount:.4f}".partition(".")
    return f"{whole}.{digits.rstrip('0').ljust(2, '0')}"


Amount = Annotated[
    Decimal,
    PlainSerializer(as_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2,4}$", "examples": ["129.00"]}),
]


class WrongField(Schema):
    field: str = Field(examples=["lines[0].quantity"])
    message: str


class Refusal(Schema):
    """RFC 9457: every answer that is not a success."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongField] = Field(default=[], description="Which fields are wrong, and why.")


class Saved(Schema):
    id: str = Field(description="Your id.")
    outcome: Outcome = Field(description="`older`: something newer is known already, so nothing was changed.")
    url: str = Field(default="", description="The page its customer sees.")


class Deleted(Schema):
    id: str
    outcome: Literal["deleted", "older"] = Field(description="`older`: the order was changed after that, it stays.")


class ShipmentSaved(Schema):
    id: str
    outcome: Literal["created", "updated"]
    status: str = Field(description="Where it is, after all news.")


class RefundSaved(Schema):
    id: str
    outcome: Literal["created", "updated"]


class BatchResult(Schema):
    id: str
    outcome: Literal["created", "updated", "unchanged", "older", "failed"]
    problem: Refusal | None = None


class BatchSaved(Schema):
    results: list[BatchResult] = Field(description="One for each item, in the order you sent them.")
    saved: int
    failed: int


class EventsSaved(Schema):
    recorded: int = Field(description="New ones. Events that were known already are not kept twice.")
    known: int


class EventResult(Schema):
    order: str
    shipment: str
    outcome: Literal["recorded", "known", "failed"]
    problem: Refusal | None = None


class EventBatchSaved(Schema):
    results: list[EventResult]
    recorded: int
    known: int
    failed: int


class InvoiceSaved(Schema):
    number: str
    state: Literal["waiting", "held", "ready"] = Field(
        description="`waiting`: it is being made or checked. `held`: a check failed, customers do not see it."
    )
    held_rule: str = ""
    held_reason: str = Field(default="", description="The rule that failed, in its own words.")
    url: str


class LineOut(Schema):
    id: str
    sku: str
    name: str
    variant: str
    quantity: int
    returned_quantity: int
    unit_price: Amount | None
    total: Amount | None
    tax_total: Amount | None
    tax_rate: Amount | None
    withdrawal_exception: str
    withdrawal_evidence: dict[str, str]
    guarantor: str
    guarantee_months: int | None
    guarantee_url: str
    serial_numbers: list[str]


class ShippedLineOut(Schema):
    line: str
    quantity: int


class ShipmentOut(Schema):
    id: str
    carrier: str
    tracking_number: str
    tracking_url: str
    status: str
    status_at: datetime | None
    shipped_at: datetime | None
    estimated_date: date | None
    delivered_at: datetime | None
    lines: list[ShippedLineOut]


class RefundOut(Schema):
    id: str
    amount: Amount
    currency: str
    refunded_at: datetime
    reason: str


class InvoiceOut(InvoiceSaved):
    kind: str
    issued_date: date
    currency: str
    total: Amount


class OrderOut(Schema):
    source: str
    id: str
    number: str
    url: str
    status: str = Field(description="The shop's and the carriers' word together, as the customer sees it.")
    source_status: str
    payment_status: str
    payment_method: str
    currency: str
    buyer_protection: str
    contract_kind: str
    withdrawal_informed: bool | None
    withdrawal_informed_at: datetime | None
    standard_shipping_total: Amount | None
    subtotal: Amount | None
    discount_total: Amount | None
    shipping_total: Amount | None
    tax_total: Amount | None
    total: Amount
    email: str
    language: str
    billing_address: dict[str, Any]
    shipping_address: dict[str, Any]
    placed_at: datetime
    updated_at: datetime = Field(description="When it last changed at your side.")
    changed_at: datetime = Field(description="When it last changed here: what `updated_since` and the cursor go by.")
    cancelled_at: datetime | None
    delivered_at: datetime | None
    deleted_at: datetime | None
    has_account: bool = Field(description="Whether a customer sees it in an account.")
    lines: list[LineOut]
    shipments: list[ShipmentOut]
    refunds: list[RefundOut]
    invoices: list[InvoiceOut]


class CaseLineOut(Schema):
    line: str
    sku: str
    name: str
    quantity: int
    reason: str = Field(description="Empty: the customer gave none, and need not.")
    outcome: str = Field(description="After inspection: accepted, reduced, refused; empty before.")
    reduction: Amount | None = Field(description="Taken off for loss of value, in the order's currency.")
    reduction_reason: str


class DeadlineOut(Schema):
    name: str = Field(
        description="answer, complaint_answer, refund, send_back, remedy or guarantee_answer.", examples=["refund"]
    )
    who: str = Field(description="us: the shop; you: the customer.")
    since: datetime
    due_at: datetime
    legal_at: datetime | None = Field(description="The latest moment the law allows, where that is later.")
    rule: str
    explanation: dict[str, Any] = Field(description="How it was counted: rule, inputs, steps, result.")
    met_at: datetime | None
    breached_at: datetime | None
    dropped_at: datetime | None = Field(description="It no longer applied.")


class CaseOut(Schema):
    reference: str
    kind: str = Field(description="withdrawal, return, complaint, guarantee, delivery or question.")
    status: str
    subject: str
    order: str | None = Field(description="Your id of the order; null for a case about no order.")
    order_number: str | None
    order_status: str | None
    more_orders: list[str] = Field(description="Your ids of further orders it is about.")
    lines: list[CaseLineOut]
    deadlines: list[DeadlineOut] = Field(description="Running, met and missed, the first due first.")
    demand: str = Field(
        description="What a complaint asks for: repair, replacement, reduction, withdrawal; else empty."
    )
    demand_amount: Amount | None
    remedy: str = Field(description="What is done about it: the same words, or refund.")
    refunded_amount: Amount | None = Field(description="In the order's currency.")
    withdrawn_at: datetime | None = Field(description="The moment of the statement of withdrawal.")
    dispatched_at: datetime | None = Field(description="Goods handed over to come back, or proof of it.")
    received_at: datetime | None
    inspected_at: datetime | None
    accepted_by_law_at: datetime | None
    resolved_at: datetime | None
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    due_at: datetime | None = Field(description="By when the customer was promised our next word.")
    url: str = Field(description="The case on the desk.")


class Page(Schema):
    next: str | None = Field(description="Give it as `cursor` for the next page; null on the last one.")
    synced_until: datetime = Field(
        description="Your next `updated_since` once you had the last page: some come again, none is missed."
    )


class OrderPage(Page):
    items: list[OrderOut]


class CasePage(Page):
    items: list[CaseOut]
