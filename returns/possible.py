"""On an order's page: withdraw, send back, complain – until when, and why not."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from orders.access import is_somebody, may_act_on
from orders.filters import Filter
from orders.models import Order, OrderLine, Shipment
from orders.possible import Possible
from orders.templatetags.formats import when
from returns import windows
from returns.access import cases_of
from returns.rules import Bought, Parcel, Terms
from returns.terms import load_terms
from returns.windows import Why, Window
from returns.wording import explain

WITH_A_CASE = Filter(
    "case",
    pgettext_lazy("orders", "With a case"),
    narrow=lambda user: Q(pk__in=cases_of(user).exclude(order=None).values("order_id")),
)


def possible_with_an_order(
    request: HttpRequest, person: Any, order: Order, lines: list[OrderLine], parcels: list[Shipment]
) -> Iterator[Possible]:
    terms, now = load_terms(request), timezone.now()
    bought = [_bought(order, line, parcels) for line in lines]
    contact = f"{reverse('cases:contact')}?order={order.slug}" if is_somebody(person) else ""
    acts = may_act_on(person, order)
    yield _returning(order, bought, now, terms, reverse("cases:return", args=[order.slug]) if acts else "", person)
    yield _withdrawing(order, bought, now, terms, contact if acts else "")
    yield _complaining(bought, now, terms, contact)


def _returning(order: Order, lines: Sequence[Bought], now: datetime, terms: Terms, url: str, person: Any) -> Possible:
    window, days = windows.returning(lines, now, terms), terms.return_days
    promised = ngettext(
        "You have %(days)d day after it arrives.", "You have %(days)d days after it arrives.", days
    ) % {"days": days}
    if window.no is None:
        text = promised
        if is_somebody(person) and not url:
            text = _("Whoever placed the order, or an administrator of your company, can send it back.")
    elif window.no is Why.NOT_DELIVERED:
        text = _("As soon as it has arrived.") + " " + promised
    elif window.no is Why.ALL_RETURNED:
        text = _("Everything is in a return already.")
    elif window.no is Why.OVER:
        text = _("The time for it ended on %(day)s. Something wrong with it? Then complain instead.") % _day(window)
    else:
        text = _nothing(window)
    return _possible(window, _("Send something back"), text, "undo-2", url, _("Return something"))


def _withdrawing(order: Order, lines: Sequence[Bought], now: datetime, terms: Terms, url: str) -> Possible:
    window, title = windows.withdrawal(lines, now, terms), _("Withdraw from the contract")
    if window.no is None and order.buyer_vat_number:
        text = _(
            "This right is for consumers, and the order was placed with a VAT number. Bought it privately? Tell us."
        )
        return Possible(title, text, "file-x", url=url, button=_("Write to us"))
    if window.no is None and window.day:
        text = _("No reason needed. You get back what you paid, with standard delivery.")
    elif window.no is None:
        text = _("No reason needed, from today until 14 days after everything has arrived.")
    elif window.no is Why.OVER:
        text = _("The 14 days after delivery ended on %(day)s.") % _day(window)
    else:
        text = _nothing(window)
    return _possible(window, title, text, "file-x", url, _("Tell us"))


def _complaining(lines: Sequence[Bought], now: datetime, terms: Terms, url: str) -> Possible:
    window = windows.complaint(lines, now, terms)
    if window.no is None:
        text = _("Broken, faulty or not as described? We repair or replace it, or you get money back.")
    elif window.no is Why.NOT_DELIVERED:
        text = _("As soon as it has arrived. Late or lost? Ask us about this order.")
    elif window.no is Why.OVER:
        text = _("The two years after delivery ended on %(day)s.") % _day(window)
    else:
        text = _nothing(window)
    return _possible(window, _("Complain about a fault"), text, "shield-alert", url, _("Report a fault"))


def _possible(window: Window, title: str, text: str, icon: str, url: str, button: str) -> Possible:
    if window.no:
        return Possible(title, text, icon, is_open=False)
    counted = explain({"steps": window.counted.steps}) if window.counted else []
    return Possible(title, text, icon, until=window.day, url=url, button=button, counted=counted)


def _nothing(window: Window) -> str:
    if window.no is Why.CANCELLED:
        return _("This order was cancelled or refunded.")
    return _("There is nothing in this order.")


def _day(window: Window) -> dict[str, str]:
    return {"day": when(window.day)}


def _bought(order: Order, line: OrderLine, parcels: Sequence[Shipment]) -> Bought:
    """As returns.queries.lines reads it, from what the page has read already."""
    there = [parcel for parcel in parcels if parcel.direction == Shipment.Direction.OUTBOUND]
    coming = [parcel for parcel in there if parcel.status != Shipment.Status.CANCELLED]
    its_own = [parcel for parcel in coming if any(item.order_line_id == line.pk for item in parcel.lines.all())]
    arrived = [parcel for parcel in coming if parcel.delivered_at]
    if its_own:
        found = [Parcel(parcel.status, parcel.delivered_at) for parcel in its_own]
    elif arrived and len(arrived) < len(coming):
        found = [Parcel(Shipment.Status.UNKNOWN)]
    else:
        found = [Parcel(parcel.status, parcel.delivered_at) for parcel in coming]
    return Bought(line.quantity, line.returned_quantity, order.status, order.delivered_at, found)
