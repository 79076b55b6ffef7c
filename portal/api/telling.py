"""Rows in the API's words."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from orders.models import Invoice, Order, OrderLine, Refund, Shipment
from portal.api.problems import Problem
from portal.api.schemas.answers import (
    CaseLineOut,
    CaseOut,
    DeadlineOut,
    InvoiceOut,
    InvoiceSaved,
    LineOut,
    OrderOut,
    RefundOut,
    Refusal,
    ShipmentOut,
    ShippedLineOut,
)
from returns.models import Case


def order_url(order: Order) -> str:
    return f"{settings.SITE_URL}{reverse('orders:detail', args=[order.slug])}"


def refusal(problem: Problem) -> Refusal:
    return Refusal(**problem.as_json())


def told_order(order: Order) -> OrderOut:
    return OrderOut(
        **_values(order, OrderOut),
        id=order.external_id,
        url=order_url(order),
        updated_at=order.external_updated_at,
        changed_at=order.updated_at,
        has_account=order.customer_id is not None,
        lines=[told_line(line) for line in order.lines.all()],
        shipments=[told_shipment(shipment) for shipment in order.shipments.all()],
        refunds=[told_refund(refund) for refund in order.refunds.all()],
        invoices=[InvoiceOut(**_invoice(invoice, order), **_values(invoice, InvoiceOut)) for invoice in
                  order.invoices.all()],
    )  # fmt: skip


def told_line(line: OrderLine) -> LineOut:
    return LineOut(**_values(line, LineOut), id=line.external_id)


def told_shipment(shipment: Shipment) -> ShipmentOut:
    lines = [ShippedLineOut(line=item.order_line.external_id, quantity=item.quantity) for item in shipment.lines.all()]
    return ShipmentOut(**_values(shipment, ShipmentOut), id=shipment.external_id, lines=lines)


def told_refund(refund: Refund) -> RefundOut:
    return RefundOut(**_values(refund, RefundOut), id=refund.external_id)


def told_invoice(invoice: Invoice, order: Order) -> InvoiceSaved:
    return InvoiceSaved(**_invoice(invoice, order))


def told_case(case: Case) -> CaseOut:
    order = case.order
    return CaseOut(
        **_values(case, CaseOut),
        order=order.external_id if order else None,
        order_number=order.number if order else None,
        order_status=order.status if order else None,
        more_orders=[each.external_id for each in case.more_orders.all() if order and each.source == order.source],
        deadlines=[DeadlineOut(**_values(each, DeadlineOut)) for each in case.deadlines.all()],
        changed_at=case.updated_at,
        url=f"{settings.SITE_URL}{reverse('desk:case', args=[case.reference])}",
        lines=[
            CaseLineOut(
                line=item.order_line.external_id,
                sku=item.order_line.sku,
                name=item.order_line.name,
                quantity=item.quantity,
                reason=item.reason,
                outcome=item.outcome,
                reduction=item.reduction,
                reduction_reason=item.reduction_reason,
            )
            for item in case.lines.all()
        ],
    )


def _invoice(invoice: Invoice, order: Order) -> dict[str, Any]:
    return {
        "number": invoice.number,
        "state": invoice.state,
        "held_rule": invoice.held_rule,
        "held_reason": invoice.held_reason,
        "url": f"{settings.SITE_URL}{reverse('orders:invoice', args=[order.slug, invoice.slug])}",
    }


# Told by the functions above, each under its own name.
APART = {
    OrderOut: {"id", "url", "updated_at", "changed_at", "has_account", "lines", "shipments", "refunds", "invoices"},
    LineOut: {"id"},
    ShipmentOut: {"id", "lines"},
    RefundOut: {"id"},
    InvoiceOut: set(InvoiceSaved.model_fields),
    CaseOut: {
        "order",
        "order_number",
        "order_status",
        "changed_at",
        "url",
        "lines",
        "more_orders",
        "deadlines",
    },
    DeadlineOut: set(),
}


def _values(row: Any, shape: Any) -> dict[str, Any]:
    """The fields that are called the same in the row."""
    return {name: getattr(row, name) for name in shape.model_fields if name not in APART[shape]}
