"""Orders find their owner: only by an address its owner has confirmed. A person who goes takes her traces along."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from kb.actions import forget_reader
from orders.actions import link_orders
from orders.erasing import forget_person
from orders.models import Order
from orders.signals import order_imported
from portal.accounts.models import User, normal_email
from portal.accounts.privacy.erasing import was_erased
from returns.actions import forget_articles_read


@receiver(email_confirmed, dispatch_uid="link_orders_of_a_confirmed_address")
def link_orders_of_a_confirmed_address(email_address: EmailAddress, **kwargs: Any) -> None:
    """Also sent for an address added later; removing one afterwards unlinks nothing."""
    link_orders(email_address.user, email_address.email)


@receiver(order_imported, dispatch_uid="link_an_imported_order")
def link_an_imported_order(order: Order, **kwargs: Any) -> None:
    if order.customer_id is not None or not order.email:
        return
    if was_erased(order.email, order.placed_at):
        # Told of an order from before she was erased: it stays without her.
        forget_person(order, timezone.now())
        return
    owner = EmailAddress.objects.filter(email=normal_email(order.email), verified=True).select_related("user").first()
    if owner:
        link_orders(owner.user, owner.email)


@receiver(pre_delete, sender=User, dispatch_uid="forget_a_reader")
def forget_a_reader(instance: User, **kwargs: Any) -> None:
    """However an account is erased: tips leave the pages that show them, and cases no longer say what she read."""
    forget_reader(instance)
    forget_articles_read(instance)
