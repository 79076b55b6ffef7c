"""Mail about finding an order: the link, that there is none, and that an order has come into an account.

Written in the transaction of the news: the token in the link is kept nowhere else.
"""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from orders.finding.signals import order_claimed, order_found, order_not_found
from orders.models import Order
from orders.templatetags.formats import day
from portal.accounts.mail import language_of
from portal.accounts.models import User
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url


@receiver(order_found, dispatch_uid="mail_order_link")
def mail_order_link(order: Order, token: str, expires_at: datetime, email: str, language: str, **kwargs: Any) -> None:
    with override(language):
        # In full: "tomorrow" is another day for whoever reads it tomorrow.
        until = f"{day(expires_at)}, {timezone.localtime(expires_at):%H:%M}"
    url = page_url("finding:open", language, token=token)
    queue_mail("order_link", email, language, {"number": order.number, "url": url, "until": until})


@receiver(order_not_found, dispatch_uid="mail_order_not_found")
def mail_order_not_found(number: str, email: str, language: str, **kwargs: Any) -> None:
    facts = {"number": plain_number(number), "url": page_url("finding:find", language)}
    queue_mail("order_not_found", email, language, facts)


@receiver(order_claimed, dispatch_uid="mail_order_added")
def mail_order_added(order: Order, user: User, **kwargs: Any) -> None:
    """To the order's own address, unless it is this person's too."""
    if not order.email or EmailAddress.objects.filter(user=user, email=order.email, verified=True).exists():
        return
    language = order.language if order.language in dict(settings.LANGUAGES) else language_of(order.email)
    facts = {"number": order.number, "account": masked(user.email), "url": page_url("cases:contact", language)}
    queue_mail("order_added", order.email, language, facts, dedupe_key=f"order-{order.pk}-added-{user.pk}")


def plain_number(typed: str) -> str:
    """A stranger's words go to anybody's mailbox: as short as a number, and nothing a mail program makes a link of."""
    return " ".join("".join(c if c.isalnum() or c in "#/-_" else " " for c in typed).replace("//", " ").split())[:32]


def masked(email: str) -> str:
    """a…@example.com: enough to know one's own, too little to write to a stranger's."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"
