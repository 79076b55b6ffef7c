"""Cases of one order or one person, by indexes alone; None where there are none."""

from allauth.account.models import EmailAddress
from django.db.models import Q

from orders.models import Order
from portal.accounts.models import normal_email
from returns.models import Case


def cases_of_order(number: str) -> Q | None:
    orders = list(Order.objects.filter(number=number.removeprefix("#")).values_list("pk", flat=True)[:100])
    beside = Case.more_orders.through.objects.filter(order__in=orders)
    return Q(order__in=orders) | Q(pk__in=beside.values("case_id")) if orders else None


def cases_of_address(address: str) -> Q | None:
    """Of the account it belongs to, and of whoever wrote from it without one."""
    email = normal_email(address)
    owners = EmailAddress.objects.filter(email=email, verified=True).values("user")
    found = Q(customer__in=owners) | Q(customer=None, email=email)
    return found if Case.objects.filter(found).exists() else None
