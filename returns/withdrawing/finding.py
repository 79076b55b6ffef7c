"""Which orders a statement may be about."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from orders.access import orders_links_open
from orders.models import Order
from returns.models import Withdrawal, WithdrawalMatch
from returns.withdrawing import rules

Found = WithdrawalMatch.Found
MOST_OF_AN_ADDRESS = 2000
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Lookup:
    """`order` when it is the one, for sure; else `why` a person has to look, at these `candidates`."""

    order: Order | None = None
    why: str = ""
    candidates: Sequence[Order] = ()


def look_up(withdrawal: Withdrawal) -> Lookup:
    said = withdrawal.content
    if said["order"] and said["proof"]:
        # Sent from the order's own pages: whoever did it was let in there.
        known = Order.objects.filter(slug=said["order"]).first()
        return Lookup(known) if known else Lookup(None, Found.UNKNOWN)
    hers = [order for order in orders_of_address(said["email"]) if rules.names(said["contract"], order.number)]
    if len(hers) == 1:
        return Lookup(hers[0])
    if hers:
        return Lookup(None, Found.SEVERAL, hers[:MOST_CANDIDATES])
    others = orders_numbered(said["contract"])
    return Lookup(None, Found.OTHER_ADDRESS if others else Found.UNKNOWN, others)


def orders_of_address(email: str) -> list[Order]:
    """Ordered with this address, or in the account whose confirmed address it is."""
    account = EmailAddress.objects.filter(email=email, verified=True).values("user")
    orders = orders_links_open().filter(Q(email=email) | Q(customer__in=account))
    return list(orders.defer("payload").order_by("-placed_at", "-id")[:MOST_OF_AN_ADDRESS])


def orders_numbered(contract: str) -> list[Order]:
    """Whoever's they are: for agents, and to tell their own address."""
    forms = rules.variants(contract)
    slugs = {slug for form in forms if (slug := slugify(form))}
    known: QuerySet[Order] = orders_links_open().filter(Q(number__in=forms) | Q(slug__in=slugs))
    found = known.defer("payload").order_by("-placed_at", "-id")[: 4 * MOST_CANDIDATES]
    return [order for order in found if rules.names(contract, order.number)][:MOST_CANDIDATES]
