"""An order as a shop sends it: orders.ingest.canonical in JSON, field by field."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from portal.api.fields import (
    Currency,
    Day,
    Flag,
    Language,
    Mailbox,
    Moment,
    Money,
    Months,
    OtherCurrency,
    OwnId,
    Quantity,
    Rate,
    Said,
    Text20,
    Text40,
    Text64,
    Text80,
    Text100,
    Text120,
    Text200,
    Text300,
    Text1000,
    Text5000,
    WebAddress,
    Words64,
    Words200,
    Words300,
)
from portal.api.schemas.parcels import ShipmentStatus
from portal.api.schemas.refunds import OrderRefundIn

OrderStatus = Literal["", "pending", "processing", "shipped", "delivered", "completed", "cancelled", "refunded"]
PaymentStatus = Literal["", "unpaid", "authorized", "paid", "partly_refunded", "refunded"]
Protection = Literal["", "consumer", "protected_sole_trader", "business"]
ContractKind = Literal["", "goods", "regular_deliveries", "service", "digital"]
Exempt = Literal[
    "", "service_performed", "price_fluctuates", "made_to_order", "perishable", "sealed_hygiene", "mixed", "alcohol",
    "urgent_visit", "sealed_media", "newspaper", "auction", "dated_service", "digital_begun",
]  # fmt: skip
Data = Annotated[
    dict[str, Any], Field(description="Anything of yours, as a JSON object. It is kept as you sent it and never read.")
]


class AddressIn(Said):
    name: Text200 = ""
    company: Text200 = ""
    vat_number: Text40 = ""
    street: Text200 = ""
    street2: Text200 = ""
    postcode: Text20 = ""
    city: Text100 = ""
    state: Text100 = ""
    country: Text100 = Field(default="", description="Two letters (ISO 3166), like PL.", examples=["PL"])
    phone: Text40 = ""


class PickupPointIn(Said):
    id: Text100 = ""
    name: Text200 = ""
    street: Text200 = ""
    postcode: Text20 = ""
    city: Text100 = ""


class PaymentIn(Said):
    status: PaymentStatus = ""
    method: Text120 = Field(default="", description="As the customer reads it.", examples=["BLIK"])
    paid_at: Moment | None = None


class TaxLineIn(Said):
    title: Text100
    amount: Money
    rate: Rate | None = None
    net: Money | None = Field(default=None, description="What the tax was taken of.")
    shipping_amount: Money | None = Field(default=None, description="The part of it on the delivery.")


class FeeIn(Said):
    title: Words200
    amount: Money
    tax_amount: Money | None = None


class PropertyIn(Said):
    name: Text200
    value: Text1000


class ProductDocumentIn(Said):
    title: Words200
    url: WebAddress = Field(min_length=1)


class EvidenceIn(Said):
    """What proves that there is no right to withdraw. orders/ingest/README.md says what each exception needs."""

    consent_at: Moment | None = Field(default=None, description="Express consent to begin before the period is over.")
    acknowledged_at: Moment | None = Field(default=None, description="Acknowledged that the right is lost by it.")
    confirmed_at: Moment | None = Field(default=None, description="You confirmed both on a durable medium.")
    performed_at: Moment | None = None
    begun_at: Moment | None = None
    market: Text1000 = Field(default="", description="Which market its price follows.")
    specification: Text1000 = Field(default="", description="What the customer chose, such as an engraving.")
    best_before: Text1000 = ""
    seal_told_at: Moment | None = Field(default=None, description="Told that breaking the seal ends the right.")
    unsealed_at: Moment | None = Field(default=None, description="The seal was found broken.")
    mixed_at: Moment | None = None
    price_agreed_at: Moment | None = None
    delivery_from: Text1000 = ""
    requested_at: Moment | None = None
    visited_at: Moment | None = None
    title: Text1000 = ""
    auctioned_at: Moment | None = None
    service_from: Text1000 = ""


class LineIn(Said):
    id: OwnId = Field(description="Your id of the line, the same every time.")
    name: Words300
    quantity: Quantity
    sku: Text120 = ""
    variant: Text300 = Field(default="", description="Size, colour: what the customer chose.")
    properties: list[PropertyIn] = Field(default=[], max_length=50)
    image_url: WebAddress = ""
    unit_price: Money | None = None
    subtotal: Money | None = Field(default=None, description="Before the discount.")
    discount_total: Money | None = None
    total: Money | None = Field(default=None, description="After the discount.")
    tax_total: Money | None = None
    tax_rate: Rate | None = None
    withdrawal_exception: Exempt | None = Field(
        default=None,
        description="Why there is no right to withdraw (art. 16). It counts only with all of its evidence. "
        "Left out: nothing is said; empty: there is none.",
    )
    withdrawal_evidence: EvidenceIn | None = None
    guarantor: Text200 | None = Field(default=None, description="Who gives a guarantee beside the law.")
    guarantee_months: Months | None = Field(default=None, description="From delivery. 0: there is none.")
    guarantee_url: WebAddress | None = Field(default=None, description="Its terms.")
    serial_numbers: list[Text100] | None = Field(default=None, max_length=1000)
    documents: list[ProductDocumentIn] | None = Field(
        default=None, max_length=20, description="Manuals, declarations: what the customer may want years later."
    )


class ParcelLineIn(Said):
    line: OwnId = Field(description="The id of a line of this order.")
    quantity: Quantity


class OrderParcelIn(Said):
    """A parcel inside an order. Its own address takes the same and more."""

    id: OwnId
    carrier: Text80 = Field(default="", examples=["inpost"])
    tracking_number: Text80 = ""
    tracking_url: WebAddress = ""
    status: Literal["", ShipmentStatus] = ""
    source_status: Text64 = ""
    status_at: Moment | None = Field(
        default=None, description="When the status came about; without it the status is no news."
    )
    shipped_at: Moment | None = None
    estimated_date: Day | None = None
    lines: list[ParcelLineIn] = Field(default=[], max_length=500)
    pickup_point: PickupPointIn = Field(default_factory=PickupPointIn)


class OrderIn(Said):
    number: Words64 = Field(description="The number the customer knows.", examples=["1001"])
    currency: Currency
    total: Money
    placed_at: Moment
    updated_at: Moment = Field(
        description="When it last changed at your side. Older news never overwrites newer: the answer is then `older`."
    )
    status: OrderStatus = Field(default="", description="Empty: your word for it is unknown here, nothing changes.")
    source_status: Text64 = Field(default="", description="The status in your own words.")
    email: Mailbox = Field(default="", description="Links the order to the account that confirmed this address.")
    language: Language = ""
    subtotal: Money | None = None
    discount_total: Money | None = None
    shipping_total: Money | None = None
    tax_total: Money | None = None
    shipping_tax_total: Money | None = None
    discount_tax_total: Money | None = None
    net_total: Money | None = None
    rounding_total: Money | None = None
    presentment_currency: OtherCurrency = Field(default="", description="What the buyer paid in, if another.")
    presentment_total: Money | None = None
    prices_include_tax: Flag = True
    amounts_include_tax: Flag = Field(
        default=True, description="Whether the amounts of lines and delivery here include tax."
    )
    shipping_method: Text120 = ""
    customer_note: Text5000 = ""
    cancelled_at: Moment | None = None
    payment: PaymentIn = Field(default_factory=PaymentIn)
    billing_address: AddressIn = Field(default_factory=AddressIn)
    shipping_address: AddressIn = Field(default_factory=AddressIn)
    buyer_vat_number: Text40 = ""
    buyer_protection: Protection = Field(
        default="",
        description="Empty: nothing is said. A VAT number alone makes nobody a business; until you say so the buyer "
        "keeps a consumer's rights.",
    )
    contract_kind: ContractKind = Field(default="", description="Decides when the withdrawal period begins.")
    is_from_visit: Flag | None = Field(default=None, description="Sold on a visit or excursion nobody asked for.")
    withdrawal_informed: Flag | None = Field(
        default=None, description="Was the buyer told of the right to withdraw? Left out: your terms did."
    )
    withdrawal_informed_at: Moment | None = None
    standard_shipping_total: Money | None = Field(
        default=None,
        description="The least expensive delivery you offered: all that is paid back of the delivery. Left out: "
        "what was paid.",
    )
    pickup_point: PickupPointIn = Field(default_factory=PickupPointIn)
    tax_lines: list[TaxLineIn] = Field(default=[], max_length=50)
    fees: list[FeeIn] = Field(default=[], max_length=50)
    lines: list[LineIn] = Field(default=[], max_length=1000)
    shipments: list[OrderParcelIn] | None = Field(
        None, max_length=100, description="Left out: this message says nothing about parcels."
    )
    refunds: list[OrderRefundIn] | None = Field(
        None, max_length=100, description="Left out: nothing is said about refunds. An empty list: there are none."
    )
    data: Data = Field(default={})

    @model_validator(mode="after")
    def ids_are_unique(self) -> "OrderIn":
        for name in ("lines", "shipments", "refunds"):
            ids = [item.id for item in getattr(self, name) or []]
            if len(set(ids)) < len(ids):
                raise ValueError(f"Two {name} have the same id.")
        return self


class BatchOrderIn(OrderIn):
    id: OwnId = Field(description="Your id of the order: what stands in the address of a single one.")


class BatchIn(Said):
    orders: list[BatchOrderIn] = Field(min_length=1, max_length=500)
