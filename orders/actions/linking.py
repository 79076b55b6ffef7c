from django.db import transaction
from django.utils import timezone

from orders.companies.actions.giving import give_orders_of
from orders.models import Order


@transaction.atomic
def link_orders(user: object, email: str) -> int:
    """Give the user every order of this address that nobody has. The caller has verified the address (R21).

    Those with the VAT number of a company she is in become the company's.
    """
    address = email.strip().lower()
    if not address:
        return 0
    linked = Order.objects.filter(customer=None, email=address).update(customer=user)
    if linked:
        give_orders_of(user, timezone.now(), Order.objects.filter(email=address))
    return linked
