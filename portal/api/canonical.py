"""From the API's words to the canonical order that every shop is read into."""

from typing import Any

from orders.ingest.canonical import (
    Address,
    CanonicalOrder,
    Fee,
    Line,
    Parcel,
    Payment,
    Refund,
    RefundedLine,
    TaxLine,
)
from portal.api.schemas.orders import EvidenceIn, LineIn, OrderIn, OrderParcelIn
from portal.api.schemas.refunds import RefundIn

# Named differently there, or a thing of its own.
APART = {
    "id", "updated_at", "payment", "billing_address", "shipping_address", "pickup_point", "tax_lines", "fees", "lines",
    "shipments", "refunds", "data",
}  # fmt: skip
PLAIN = [name for name in OrderIn.model_fields if name not in APART]


def canonical_order(source: str, external_id: str, said: OrderIn, payload: dict[str, Any]) -> CanonicalOrder:
    """`payload` is the JSON as it was sent; it is kept beside the order."""
    return CanonicalOrder(
        source=source,
        external_id=external_id,
        external_updated_at=said.updated_at,
        payment=Payment(**_fields(said.payment)),
        billing_address=Address(**_fields(said.billing_address)),
        shipping_address=Address(**_fields(said.shipping_address)),
        pickup_point=_told(said.pickup_point),
        tax_lines=tuple(TaxLine(**_fields(line)) for line in said.tax_lines),
        fees=tuple(Fee(**_fields(fee)) for fee in said.fees),
        lines=tuple(_line(line) for line in said.lines),
        parcels=None if said.shipments is None else tuple(canonical_parcel(parcel) for parcel in said.shipments),
        refunds=None
        if said.refunds is None
        else tuple(canonical_refund(refund.id, refund, {}) for refund in said.refunds),
        payload=payload,
        **{name: getattr(said, name) for name in PLAIN},
    )


def _line(said: LineIn) -> Line:
    values = {
        **_fields(said),
        "properties": tuple((each.name, each.value) for each in said.properties),
        "withdrawal_evidence": _evidence(said.withdrawal_evidence),
        "serial_numbers": _tuple(said.serial_numbers),
        "documents": None if said.documents is None else tuple((each.title, each.url) for each in said.documents),
    }
    return Line(external_id=values.pop("id"), **values)


def _evidence(said: EvidenceIn | None) -> dict[str, str] | None:
    if said is None:
        return None
    values = {name: value for name, value in _fields(said).items() if value}
    return {name: value if isinstance(value, str) else value.isoformat() for name, value in values.items()}


def _tuple(said: list[str] | None) -> tuple[str, ...] | None:
    return None if said is None else tuple(dict.fromkeys(word for word in said if word))


def canonical_parcel(said: OrderParcelIn) -> Parcel:
    values = {
        **_fields(said),
        "lines": tuple((each.line, each.quantity) for each in said.lines),
        "pickup_point": _told(said.pickup_point),
    }
    return Parcel(external_id=values.pop("id"), **values)


def canonical_refund(external_id: str, said: RefundIn, payload: dict[str, Any]) -> Refund:
    return Refund(
        external_id=external_id,
        amount=said.amount,
        currency=said.currency,
        refunded_at=said.refunded_at,
        reason=said.reason,
        shipping_amount=said.shipping_amount,
        tax_amount=said.tax_amount,
        lines=tuple(RefundedLine(each.line, each.quantity, each.amount, each.tax_amount) for each in said.lines),
        payload=payload,
    )


def _fields(said: Any) -> dict[str, Any]:
    """One level deep, unlike model_dump: its values are ours already."""
    return {name: getattr(said, name) for name in type(said).model_fields}


def _told(said: Any) -> dict[str, str]:
    return {name: value for name, value in _fields(said).items() if value}
