"""What may settle it at once, before anybody writes: the parcel's page, the invoice, the article about it.

Articles come from an app above, which registers a provider; returns need not know the help centre.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from orders.access import invoices_of
from orders.looks import parcel_look
from orders.models import Order
from orders.templatetags.formats import when
from returns.starting.rules import DELIVERY, QUESTION, WITHDRAWAL

MOST_ARTICLES = 3
NOT_SENT = frozenset({Order.Status.PENDING, Order.Status.PROCESSING})


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    url: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Something she can do herself now."""

    title: str
    text: str
    url: str
    icon: str


Provider = Callable[[HttpRequest, str, Order | None], Sequence[Article]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready(). It gets the kind that is being started ("" when none is chosen yet)."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def articles(request: HttpRequest, kind: str, order: Order | None) -> list[Article]:
    found = [article for provider in _providers for article in provider(request, kind, order)]
    return list(dict.fromkeys(found))[:MOST_ARTICLES]


def at_once(request: HttpRequest, kind: str, order: Order | None) -> list[AtOnce]:
    """The order came through orders.access, with its parcels read along."""
    if order is None:
        return list(in_general()) if kind in {"", DELIVERY, QUESTION} else []
    return list(with_an_order(request, kind, order))


def in_general() -> Iterator[AtOnce]:
    orders = reverse("orders:list")
    yield AtOnce(_("Follow your parcel"), _("Your order shows every step of it."), orders, "package-search")
    yield AtOnce(_("I need an invoice"), _("Every order has its invoices as PDF."), orders, "file-text")


def with_an_order(request: HttpRequest, kind: str, order: Order) -> Iterator[AtOnce]:
    url = reverse("orders:detail", args=[order.slug])
    if kind in {DELIVERY, QUESTION, ""}:
        for parcel in list(order.shipments.all())[:1]:
            look, day = parcel_look(parcel), parcel.estimated_date
            text = _("%(state)s. Expected: %(day)s.") % {"state": look.label, "day": when(day)} if day else look.label
            yield AtOnce(_("Follow the parcel"), text, url, "package-search")
    if kind in {QUESTION, ""}:
        invoice = invoices_of(request.user).exclude(rendered_at=None).filter(order=order).order_by("-pk").first()
        if invoice:
            link = reverse("orders:invoice", args=[order.slug, invoice.slug])
            yield AtOnce(_("Download the invoice"), str(invoice.number), link, "file-text")
    if kind == WITHDRAWAL and order.status in NOT_SENT:
        text = _("It is not on its way yet. Withdraw now: we stop it and pay your money back.")
        yield AtOnce(_("Cancel before it is sent"), text, f"{reverse('cases:withdraw')}?order={order.slug}", "ban")
