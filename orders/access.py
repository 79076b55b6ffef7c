"""The only door to a customer's orders and invoices: the owner, or 404 (R2, R3)."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from orders.models import Invoice, Order


def orders_of(user: Any) -> QuerySet[Order]:
    return Order.objects.filter(customer=user) if user.is_authenticated else Order.objects.none()


def get_order(user: Any, slug: str) -> Order:
    """Raises Http404, the same for somebody else's order and for none."""
    order = orders_of(user).filter(slug=slug).first()
    if order is None:
        raise Http404
    return order


def get_invoice(user: Any, slug: str, invoice_slug: str) -> Invoice:
    """Waiting or ready; never one that is held. Raises Http404, the same for somebody else's invoice and for none."""
    mine = Invoice.objects.filter(order__in=orders_of(user).filter(slug=slug), slug=invoice_slug)
    invoice = mine.select_related("order").first()
    if invoice is None or invoice.state == Invoice.State.HELD:
        raise Http404
    return invoice
