"""Everything a document says, frozen on the day of issue: amounts as the shop's strings."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from orders.documents.terms import Terms
from orders.models import Order, OrderLine, SellerSettings

SELLER = (
    "vat_number",
    "street",
    "postcode",
    "city",
    "country",
    "email",
    "bank_account",
    "bank_bic",
    "exemption_reason",
)
TOTALS = (
    "subtotal", "discount_total", "shipping_total", "shipping_tax_total", "tax_total", "net_total", "rounding_total",
    "total",
)  # fmt: skip
AMOUNTS = ("unit_price", "discount_total", "total", "tax_total", "tax_rate")


def snapshot(order: Order, terms: Terms, language: str) -> dict[str, Any]:
    """Version 2 of the shape; version 1 had no terms, no fees and less of the seller."""
    seller = SellerSettings.load()
    buyer = {**(order.billing_address or order.shipping_address)}
    if number := terms.buyer_vat_number or buyer.get("vat_number") or order.buyer_vat_number:
        buyer["vat_number"] = number
    with translation.override(language):
        delivery = gettext("Delivery") + (f": {order.shipping_method}" if order.shipping_method else "")
    return {
        "version": 2,
        "seller": {"name": seller.legal_name, **{name: getattr(seller, name) for name in SELLER}},
        "buyer": buyer,
        "recipient": order.shipping_address,
        "order": {"number": order.number, "placed_at": order.placed_at.isoformat()},
        "amounts_include_tax": order.amounts_include_tax,
        "lines": [_line(line) for line in order.lines.all()],
        "fees": order.fee_lines,
        "tax_lines": order.tax_lines,
        "totals": {name: _text(getattr(order, name)) for name in TOTALS},
        "shipping_method": order.shipping_method,
        "delivery_name": delivery[:300],
        "payment": {
            "status": order.payment_status,
            "method": order.payment_method,
            "paid_at": order.paid_at.isoformat() if order.paid_at else "",
        },
        "terms": terms.as_json(),
        "note": seller.invoice_note,
    }


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "variant": line.variant,
        "sku": line.sku,
        "quantity": line.quantity,
        **{name: _text(getattr(line, name)) for name in AMOUNTS},
    }


def _text(amount: Any) -> str:
    return "" if amount is None else str(amount)
