"""An order that came or changed may be a company's."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from orders.companies.actions.giving import give_orders_of
from orders.models import Order
from orders.signals import order_imported


@receiver(order_imported, dispatch_uid="give_an_imported_order_to_its_company")
def give_an_imported_order_to_its_company(order: Order, **kwargs: Any) -> None:
    """Without a VAT number on it nothing is asked: a file of 100,000 private orders costs nothing here."""
    if order.customer_id and order.company_id is None and order.billing_address.get("vat_number"):
        give_orders_of(order.customer, timezone.now(), Order.objects.filter(pk=order.pk))
