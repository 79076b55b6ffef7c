"""Issuing: what the invoice says is frozen now, the PDF is made from that later by a job."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.actions.documents import AlreadyIssued
from orders.actions.issuing import announced, language_of, slug_of
from orders.models import Invoice, Order, OrderLine, SellerSettings


@transaction.atomic
def issue_invoice(order: Order, number: str, issued_date: date, language: str = "") -> Invoice:
    """Freeze an invoice under a number the accounting gave. The same number again gives the same invoice.

    Raises AlreadyIssued when another order has that number.
    """
    number = number.strip()
    order = Order.objects.select_for_update().get(pk=order.pk)
    known = Invoice.objects.filter(number=number).first()
    if known and known.order_id != order.pk:
        raise AlreadyIssued
    if known:
        return known
    invoice = Invoice.objects.create(
        order=order,
        number=number,
        slug=slug_of(order, number),
        language=language_of(order, language),
        issued_date=issued_date,
        currency=order.currency,
        total=order.total,
        snapshot=snapshot(order),
        render_due_at=timezone.now(),
    )
    announced(invoice)
    return invoice


def snapshot(order: Order) -> dict[str, Any]:
    """Everything the document says, amounts as the shop's strings. Version 1 of the shape."""
    seller = SellerSettings.load()
    return {
        "version": 1,
        "seller": {
            "name": seller.legal_name,
            "vat_number": seller.vat_number,
            "street": seller.street,
            "postcode": seller.postcode,
            "city": seller.city,
            "country": seller.country,
            "bank_account": seller.bank_account,
        },
        "buyer": order.billing_address or order.shipping_address,
        "recipient": order.shipping_address,
        "order": {"number": order.number, "placed_at": order.placed_at.isoformat()},
        "amounts_include_tax": order.amounts_include_tax,
        "lines": [_line(line) for line in order.lines.all()],
        "tax_lines": order.tax_lines,
        "totals": {
            name: _text(getattr(order, name))
            for name in ("subtotal", "discount_total", "shipping_total", "tax_total", "total")
        },
        "shipping_method": order.shipping_method,
        "payment": {
            "status": order.payment_status,
            "method": order.payment_method,
            "paid_at": order.paid_at.isoformat() if order.paid_at else "",
        },
        "note": seller.invoice_note,
    }


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "variant": line.variant,
        "sku": line.sku,
        "quantity": line.quantity,
        **{
            name: _text(getattr(line, name))
            for name in ("unit_price", "discount_total", "total", "tax_total", "tax_rate")
        },
    }


def _text(amount: Any) -> str:
    return "" if amount is None else str(amount)
