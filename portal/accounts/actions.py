"""What follows from a confirmed address."""

from allauth.account.models import EmailAddress

from orders.actions import link_orders
from orders.models import Order


def link_waiting_orders() -> int:
    """Orders of a confirmed address that have no owner yet, because the process that knew of them was killed."""
    waiting = Order.objects.filter(customer=None).exclude(email="").values("email")
    owners = EmailAddress.objects.filter(verified=True, email__in=waiting).select_related("user")
    return sum(link_orders(owner.user, owner.email) for owner in owners)
