"""Who is calling: found while the call rings, with orders and cases on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.signing import BadSignature
from django.http import Http404

from orders.models import Order
from portal.desk.customers.access import Person, get_customer, get_guest
from portal.desk.customers.finding import FoundCustomer, find_customers
from returns.models import Case

MOST = 8
# Digits of an id; longer ones no column holds and Python does not read.
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Caller:
    person: Person
    chosen: str
    orders: Sequence[Order]
    cases: Sequence[Case]

    @property
    def email(self) -> str:
        return self.person.user.email if self.person.user else self.person.addresses[0]


def found(text: str) -> list[FoundCustomer]:
    return find_customers(text) if text.strip() else []


def chosen_of(customer: FoundCustomer) -> str:
    """What the page's address says of her: the end of her own page's."""
    return customer.url.rstrip("/").rpartition("/")[2]


def caller_of(chosen: str) -> Caller | None:
    """`chosen`: an account's id or a guest's signed address. None for nobody."""
    if not chosen:
        return None
    try:
        is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) <= LONGEST_NUMBER
        person = get_customer(int(chosen)) if is_number else get_guest(chosen)
    except (Http404, BadSignature):
        return None
    orders = Order.objects.filter(person.owns(), erased_at=None).defer("payload").order_by("-placed_at", "-pk")[:MOST]
    cases = Case.objects.filter(person.owns(), merged_into=None).order_by("-opened_at", "-pk")[:MOST]
    return Caller(person, chosen, list(orders), list(cases))
