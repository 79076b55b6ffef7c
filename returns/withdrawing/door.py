"""What we know of the person in front of the form: nothing, or whose order it is about."""

from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from orders.access import Guest, is_somebody, orders_of, orders_to_act_on
from orders.door import reader
from orders.models import Order
from returns.models import ReturnSettings
from returns.queries.eligibility import OrderEligibility, eligibility, with_what_the_law_asks
from returns.withdrawing.forms import OrderForm, StatementForm

MOST_LOOKED_AT, MOST_SHOWN = 20, 8
OVER = (Order.Status.CANCELLED, Order.Status.REFUNDED)


def her_order(request: HttpRequest, slug: str) -> tuple[Order | None, str]:
    """(the order, how we know that it is hers); (None, "") for nobody's, also when there is no such order."""
    wanted = slug.replace("\0", "")[:80]
    if not wanted:
        return None, ""
    if is_somebody(request.user):
        own = orders_to_act_on(request.user).filter(slug=wanted).first()
        if own:
            return own, "account"
    person = reader(request, wanted)
    if isinstance(person, Guest):
        return orders_of(person).filter(slug=wanted).first(), "link"
    return None, ""


def her_orders(request: HttpRequest, now: datetime) -> list[OrderEligibility]:
    """Of the newest those she may withdraw from, to choose one without typing a number."""
    if isinstance(request.user, AnonymousUser):
        return []
    own = ReturnSettings.load(request_or_site=request)
    orders = with_what_the_law_asks(orders_to_act_on(request.user)).exclude(status__in=OVER)[:MOST_LOOKED_AT]
    judged = (
        eligibility(order, now, lines=order.lines.all(), shipments=order.shipments.all(), own=own) for order in orders
    )
    return list(islice((each for each in judged if each.quantity("withdrawal")), MOST_SHOWN))


def form_for(request: HttpRequest, slug: str, data: Any = None, typed: Any = None) -> StatementForm:
    """`data` is what was sent, to be checked; `typed` what was sent, to be changed."""
    order, proof = her_order(request, slug)
    if order is None:
        return StatementForm(data, initial=typed or known_of(request))
    known = known_of(request) if proof == "account" else {"name": addressee(order), "email": order.email}
    initial = {"name": addressee(order), **known, "order": order.slug, **(typed or {})}
    return OrderForm(data, initial=initial, known=order, lines=list(order.lines.all()), proof=proof)


def known_of(request: HttpRequest) -> dict[str, str]:
    """Whoever is signed in is not asked again (art. 11a, recital 37)."""
    if isinstance(request.user, AnonymousUser):
        return {}
    known = {"name": str(getattr(request.user, "name", "")), "email": request.user.email}
    return {name: value for name, value in known.items() if value}


def addressee(order: Order) -> str:
    """Who ordered, as the shop wrote it."""
    return str(order.billing_address.get("name") or order.shipping_address.get("name") or "")
