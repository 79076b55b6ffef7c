"""Finding a customer by name, e-mail address, number of an order or case, or telephone."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from orders.models import Order
from portal.accounts.models import User
from portal.desk.customers.access import url_of
from portal.desk.customers.phones import digits_of, orders_with
from returns.models import Case

MOST = 20
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """by: what of hers fitted, beside her name."""

    name: str
    email: str
    by: str
    url: str
    is_guest: bool


def find_customers(text: str) -> list[FoundCustomer]:
    """At most MOST, accounts before guests, each once. A fixed number of queries."""
    text = " ".join(text.split())
    if len(text) < SHORTEST:
        return []
    found: dict[str, FoundCustomer] = {}
    for user in _accounts(text):
        _add(found, user.pk, user.get_full_name(), user.email, "")
    for order in _orders(text):
        _add(found, order.customer_id, _name(order), order.email, order.number)
    for case in _cases(text):
        name = case.customer.get_full_name() if case.customer else case.email
        _add(found, case.customer_id, name, case.email, case.reference)
    return sorted(found.values(), key=lambda each: each.is_guest)[:MOST]


def _accounts(text: str) -> QuerySet[User]:
    people = User.objects.filter(is_staff=False)
    if "@" in text:
        address = text.lower()
        hers = Q(email__startswith=address) | Q(emailaddress__email__startswith=address)
        return people.filter(hers).distinct().order_by("email")[:MOST]
    wanted = Q()
    for word in text.split():
        wanted &= Q(name__icontains=word)
    return people.filter(wanted).order_by("name", "pk")[:MOST]


def _orders(text: str) -> QuerySet[Order]:
    # Only what cannot be read otherwise is read as a telephone: an order's number may have as many digits.
    wanted = Q(number=text.lstrip("#")) | Q(slug=text.lower())
    if "@" in text:
        wanted = Q(email=text.lower())
    elif digits_of(text) and not any(sign.isalpha() for sign in text):
        wanted |= Q(pk__in=orders_with(text).values("pk"))
    fields = ("number", "email", "billing_address", "customer__name", "customer__email")
    rows = Order.objects.filter(wanted, erased_at=None).exclude(customer=None, email="")
    return rows.select_related("customer").only(*fields).order_by("-placed_at", "-pk")[:MOST]


def _cases(text: str) -> QuerySet[Case]:
    wanted = Q(email=text.lower()) if "@" in text else Q(reference=text.upper())
    rows = Case.objects.filter(wanted).exclude(customer=None, email="")
    return rows.select_related("customer").only("reference", "email", "customer__name", "customer__email")[:MOST]


def _name(order: Order) -> str:
    if order.customer is not None:
        return order.customer.get_full_name()
    return str(order.billing_address.get("name") or order.email)


def _add(found: dict[str, FoundCustomer], user_id: int | None, name: str, email: str, by: str) -> None:
    if user_id is None and not email:
        return
    key = str(user_id) if user_id is not None else email.lower()
    found.setdefault(key, FoundCustomer(name, email, by, url_of(user_id, email), user_id is None))
