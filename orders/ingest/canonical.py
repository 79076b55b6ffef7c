"""An order as any shop can tell it, before it becomes rows. None and "" mean: the shop did not say."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Address:
    name: str = ""
    company: str = ""
    vat_number: str = ""
    street: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""  # two letters where the shop gave a code, else its own word
    phone: str = ""

    def as_json(self) -> dict[str, str]:
        """Only what was said, so an empty address is an empty object."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class TaxLine:
    title: str
    amount: Decimal
    rate: Decimal | None = None  # per cent
    net: Decimal | None = None  # what the tax was taken of, where the shop says it
    shipping_amount: Decimal | None = None

    def as_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class Line:
    external_id: str
    name: str
    quantity: int
    sku: str = ""
    variant: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    image_url: str = ""
    unit_price: Decimal | None = None
    subtotal: Decimal | None = None  # before discount
    discount_total: Decimal | None = None
    total: Decimal | None = None  # after discount
    tax_total: Decimal | None = None
    tax_rate: Decimal | None = None  # per cent
    # What the law asks about a line. None: this message does not say, what we knew stays.
    withdrawal_exception: str | None = None  # of OrderLine.Exempt, "" for none
    withdrawal_evidence: dict[str, str] | None = None
    guarantor: str | None = None
    guarantee_months: int | None = None
    guarantee_url: str | None = None
    serial_numbers: tuple[str, ...] | None = None
    documents: tuple[tuple[str, str], ...] | None = None  # (title, address)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A shipment: one tracking number each. `status` is one of orders.models.Shipment.Status or ""."""

    external_id: str
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    source_status: str = ""
    status: str = ""
    status_at: datetime | None = None
    shipped_at: datetime | None = None
    estimated_date: date | None = None
    lines: tuple[tuple[str, int], ...] = ()  # (external id of the line, quantity)
    pickup_point: dict[str, str] = field(default_factory=dict)
    said_at: datetime | None = None  # when the shop changed it; None: with the order


@dataclass(frozen=True, slots=True)
class Payment:
    """`status` is one of orders.models.Order.PaymentStatus or ""."""

    status: str = ""
    method: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """An extra position of the bill: cash on delivery, gift wrap, a tip."""

    title: str
    amount: Decimal
    tax_amount: Decimal | None = None

    def as_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class RefundedLine:
    """`amount` is with or without tax as the order's own lines are; 0 pieces: money only."""

    external_id: str  # of the order's line
    quantity: int = 0
    amount: Decimal | None = None
    tax_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money paid back, never negative. `refunded_at` None: the shop names no moment (WooCommerce's orders)."""

    external_id: str
    amount: Decimal
    currency: str
    refunded_at: datetime | None
    reason: str = ""
    lines: tuple[RefundedLine, ...] = ()
    shipping_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CanonicalOrder:
    """`status` is one of orders.models.Order.Status, or "" when the shop's word is unknown to us."""

    source: str
    external_id: str
    number: str
    currency: str
    total: Decimal
    placed_at: datetime
    external_updated_at: datetime
    status: str = ""
    source_status: str = ""
    email: str = ""
    language: str = ""
    subtotal: Decimal | None = None
    discount_total: Decimal | None = None
    shipping_total: Decimal | None = None
    tax_total: Decimal | None = None
    shipping_tax_total: Decimal | None = None
    discount_tax_total: Decimal | None = None
    net_total: Decimal | None = None
    rounding_total: Decimal | None = None
    # What the buyer saw and paid, where the shop reckons in another currency.
    presentment_currency: str = ""
    presentment_total: Decimal | None = None
    prices_include_tax: bool = True
    amounts_include_tax: bool = True
    shipping_method: str = ""
    customer_note: str = ""
    cancelled_at: datetime | None = None
    payment: Payment = Payment()
    billing_address: Address = Address()
    shipping_address: Address = Address()
    buyer_vat_number: str = ""  # as the buyer wrote it
    # What the law asks about the contract. None and "": this message does not say, what we knew stays.
    buyer_protection: str = ""  # of Order.Protection
    contract_kind: str = ""  # of Order.Contract
    is_from_visit: bool | None = None
    withdrawal_informed: bool | None = None
    withdrawal_informed_at: datetime | None = None
    standard_shipping_total: Decimal | None = None
    pickup_point: dict[str, str] = field(default_factory=dict)  # id, name, street, postcode, city; what is known
    tax_lines: tuple[TaxLine, ...] = ()
    fees: tuple[Fee, ...] = ()
    lines: tuple[Line, ...] = ()
    # The shop deleted it; `external_updated_at` is when.
    is_deleted: bool = False
    # None: this message says nothing about parcels; an empty tuple: there are none yet.
    parcels: tuple[Parcel, ...] | None = None
    # Likewise: None says nothing about refunds, an empty tuple says there are none.
    refunds: tuple[Refund, ...] | None = None
    payload: dict[str, Any] = field(default_factory=dict)

    def content_hash(self) -> str:
        """The same for two messages that say the same, whatever the order of their keys."""
        text = json.dumps(self, default=_said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


# Left out of the hash where nothing is said of them: orders of shops that never do keep the hash they had.
QUIET = frozenset(
    {
        "buyer_protection", "contract_kind", "is_from_visit", "withdrawal_informed", "withdrawal_informed_at",
        "standard_shipping_total", "withdrawal_exception", "withdrawal_evidence", "guarantor", "guarantee_months",
        "guarantee_url", "serial_numbers", "documents",
    }
)  # fmt: skip


def _said(value: Any) -> Any:
    """asdict() copies the whole payload first; this took half of an import's time."""
    if is_dataclass(value):
        said = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: told for name, told in said if name not in QUIET or told not in (None, "")}
    return str(value)
