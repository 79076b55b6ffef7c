"""Orders by what somebody knows of them."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.text import slugify

from orders.access import orders_links_open
from orders.finding.rules import MOST_ORDERS, could_be_token, same_number, same_postcode, token_hash
from orders.models import Order, OrderLink, OrderQuery

# An address with more orders belongs to the shop itself.
MOST_OF_AN_ADDRESS = 2000


def orders_told_by(number: str, email: str) -> list[Order]:
    """This number under this address: usually one, or one a shop."""
    if not email:
        return []
    known = orders_links_open().filter(email=email).order_by("-placed_at", "-id")
    known = known.only("pk", "number")[:MOST_OF_AN_ADDRESS]
    pks = [order.pk for order in known if same_number(number, order.number)][:MOST_ORDERS]
    return list(Order.objects.filter(pk__in=pks).defer("payload").order_by("-placed_at", "-id")) if pks else []


def order_proven_by(number: str, postcode: str) -> Order | None:
    """The one order without owner that has this number and was sent or billed to this postcode."""
    typed = number.strip()[:64]
    numbers = {typed, typed.upper(), typed.lower(), typed.lstrip("#"), f"#{typed}"}
    known = Order.objects.filter(Q(number__in=numbers) | Q(slug=slugify(typed) or None))
    free = known.filter(customer=None, company=None, deleted_at=None).defer("payload")[:MOST_ORDERS]
    found = [order for order in free if same_number(typed, order.number) and lies_at(order, postcode)]
    return found[0] if len(found) == 1 else None


def lies_at(order: Order, postcode: str) -> bool:
    addresses = (order.shipping_address, order.billing_address)
    return any(same_postcode(postcode, str(address.get("postcode") or "")) for address in addresses)


def unused_link(token: str, now: datetime) -> OrderLink | None:
    if not could_be_token(token):
        return None
    links = OrderLink.objects.filter(token_hash=token_hash(token), used_at=None, revoked_at=None, expires_at__gt=now)
    return links.select_related("order").defer("order__payload").first()


def queries_due(now: datetime) -> QuerySet[OrderQuery]:
    """Asked and not answered yet, oldest first. tick starts them."""
    return OrderQuery.objects.filter(due_at__lte=now).order_by("due_at")
