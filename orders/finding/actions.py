"""Asking for an order, opening it by a link, taking it into an account."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction

from orders.finding.queries import orders_told_by, unused_link
from orders.finding.rules import CLAIM_LASTS, LINK_LASTS, token_hash, wait
from orders.finding.signals import order_claimed, order_found, order_not_found
from orders.models import Order, OrderLink, OrderQuery

SALT = "orders.finding.claim"


def ask(number: str, email: str, language: str, now: datetime) -> OrderQuery:
    """Write the question down; whether there is such an order is looked up later, so the answer takes as long."""
    return OrderQuery.objects.create(
        number=number.strip()[:64], email=email.strip().lower(), language=language[:10], asked_at=now, due_at=now
    )


@transaction.atomic
def answer(query_id: int, now: datetime) -> None:
    """Find the order, let whoever listens write the mail, and forget the question: all of it or nothing."""
    query = OrderQuery.objects.select_for_update().filter(pk=query_id).first()
    if query is None:
        return
    orders = orders_told_by(query.number, query.email)
    said: dict[str, Any] = {"email": query.email, "language": query.language}
    for order in orders:
        link, token = make_link(order, now)
        order_found.send(sender=Order, order=order, token=token, expires_at=link.expires_at, **said)
    if not orders:
        order_not_found.send(sender=Order, number=query.number, **said)
    query.delete()


def put_back(query_id: int, now: datetime) -> None:
    """It could not be answered: later again, or never."""
    query = OrderQuery.objects.filter(pk=query_id).first()
    if query is None:
        return
    pause = wait(query.attempts)
    if pause is None:
        query.delete()
        return
    query.attempts, query.due_at = query.attempts + 1, now + pause
    query.save(update_fields=["attempts", "due_at"])


def make_link(order: Order, now: datetime) -> tuple[OrderLink, str]:
    """(the row, the token): the token is nowhere but in what is sent now."""
    token = secrets.token_urlsafe(32)
    link = OrderLink.objects.create(
        order=order, token_hash=token_hash(token), created_at=now, expires_at=now + LINK_LASTS
    )
    return link, token


def use_link(token: str, now: datetime) -> OrderLink | None:
    """Open the order this token is for. Once: of two browsers one gets it. None: it opens nothing."""
    link = unused_link(token, now)
    if link is None or not OrderLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        return None
    return link


def revoke_link(link_id: int, now: datetime) -> None:
    """In force at the next request of whoever was let in by it."""
    OrderLink.objects.filter(pk=link_id, revoked_at=None).update(revoked_at=now)


def revoke_links(order: Order, now: datetime) -> int:
    """Every link to this order, used or not."""
    return OrderLink.objects.filter(order=order, revoked_at=None, expires_at__gt=now).update(revoked_at=now)


def forget_links(now: datetime) -> int:
    """Links that have opened nothing for a week."""
    return OrderLink.objects.filter(expires_at__lt=now - timedelta(days=7)).delete()[0]


@transaction.atomic
def claim(order: Order, user: Any) -> bool:
    """Put an order nobody has into this account. The caller has a proof that it is this person's. False: too late."""
    free = Order.objects.filter(pk=order.pk, customer=None, company=None, deleted_at=None)
    if not free.update(customer=user):
        return False
    order.customer = user
    order_claimed.send(sender=Order, order=order, user=user)
    return True


def claim_token(order: Order) -> str:
    """For a link by which the shop hands an order over: signed, for 30 days, for this order alone."""
    return signing.dumps(order.pk, salt=SALT)


def claimed_by(token: str) -> Order | None:
    """The order a token of the shop is for; None when it is made up or too old."""
    try:
        pk = signing.loads(token[:200], salt=SALT, max_age=CLAIM_LASTS)
    except signing.BadSignature:
        return None
    return Order.objects.filter(pk=pk, deleted_at=None).defer("payload").first()
