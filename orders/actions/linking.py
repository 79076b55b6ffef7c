from django.db import transaction

from orders.models import Order


@transaction.atomic
def link_orders(user: object, email: str) -> int:
    """Give the user every order of this address that nobody has. The caller has verified the address (R21)."""
    address = email.strip().lower()
    if not address:
        return 0
    return Order.objects.filter(customer=None, email=address).update(customer=user)
