"""On an order's page: withdraw, send back, complain, use the guarantee, find a parcel – until when, and why not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from orders.access import Guest, is_somebody, may_act_on
from orders.filters import Filter
from orders.models import Order, OrderLine, Shipment
from orders.possible import Possible
from orders.templatetags.formats import when
from returns.access import cases_of
from returns.law import Protection, Why
from returns.law.contracts import contents_in
from returns.law.words import explain, rests_on, why_not
from returns.models import ReturnSettings
from returns.queries.eligibility import LineEligibility, OrderEligibility, eligibility
from returns.windows import Window, window

WITH_A_CASE = Filter(
    "case",
    pgettext_lazy("orders", "With a case"),
    narrow=lambda user: Q(pk__in=cases_of(user).exclude(order=None).values("order_id")),
)
# How long after its arrival a parcel may still turn out to be damaged or incomplete.
DELIVERY_PROBLEM_DAYS = 30
NAMED = 3


def possible_with_an_order(
    request: HttpRequest, person: Any, order: Order, lines: list[OrderLine], parcels: list[Shipment]
) -> Iterator[Possible]:
    now, own = timezone.now(), ReturnSettings.load(request_or_site=request)
    found = eligibility(order, now, lines=lines, shipments=parcels, contents=contents_in(parcels), own=own)
    yield from ways(found, person, own, now)


def ways(
    found: OrderEligibility, person: Any, own: ReturnSettings, now: datetime, line: OrderLine | None = None
) -> Iterator[Possible]:
    """What can be done with what was found; `line` where it is about one line only, so that a start knows it."""
    acts, asks = may_act_on(person, found.order), is_somebody(person)
    start = _Start(found.order, line, is_allowed=acts)
    # A guest whom a link let in may withdraw: the law asks nobody to sign in for it.
    yield _withdrawing(found, start.withdrawal() if acts or isinstance(person, Guest) else "")
    yield _returning(found, own, start.case("return"), may_read_only=asks and not acts)
    yield _complaining(found, start.case("complaint"))
    if any(each.line.guarantee_months for each in found.lines):
        yield _guarantee(found, start.case("guarantee"))
    if _may_have_a_delivery_problem(found, now):
        yield _delivery(start.case("delivery"))


@dataclass(frozen=True)
class _Start:
    """Addresses that lead into a case, "" for whoever may only read."""

    order: Order
    line: OrderLine | None
    is_allowed: bool

    def case(self, kind: str) -> str:
        return self._url("cases:new", {"kind": kind, **self._line()}) if self.is_allowed else ""

    def withdrawal(self) -> str:
        return self._url("cases:withdraw", self._line())

    def _line(self) -> dict[str, str]:
        return {"line": str(self.line.pk)} if self.line else {}

    def _url(self, name: str, query: dict[str, str]) -> str:
        return f"{reverse(name)}?{urlencode({'order': self.order.slug, **query})}"


def _withdrawing(found: OrderEligibility, url: str) -> Possible:
    seen, title = window(found, "withdrawal"), _("Withdraw from the contract")
    if seen.no:
        return _closed(seen, title, "file-x", "withdrawal")
    if seen.day and len(found.contract.goods) > len(found.lines):
        text = _("No reason needed. You get back what you paid for it.")
    elif seen.day:
        text = _("No reason needed. You get back what you paid, with standard delivery.")
    else:
        days = found.law.pack.withdrawal_days or 0
        text = ngettext(
            "No reason needed, from today until %(days)d day after everything has arrived.",
            "No reason needed, from today until %(days)d days after everything has arrived.",
            days,
        ) % {"days": days}
    if found.order.buyer_vat_number and found.law.protection is not Protection.BUSINESS:
        text += " " + _(
            "You gave a VAT number: you keep this right unless you bought it for what you do for a living."
        )
    return _open(seen, title, text, "file-x", "withdrawal", url, _("Withdraw"))


def _returning(found: OrderEligibility, own: ReturnSettings, url: str, *, may_read_only: bool) -> Possible:
    seen, title, days = window(found, "return"), _("Send something back"), own.return_days
    promised = ngettext(
        "You have %(days)d day after it arrives.", "You have %(days)d days after it arrives.", days
    ) % {"days": days}
    if seen.no is Why.NOT_DELIVERED:
        return Possible(title, _("As soon as it has arrived.") + " " + promised, "undo-2", is_open=False)
    if seen.no is Why.OVER:
        text = _("The time for it ended on %(day)s. Something wrong with it? Then complain instead.")
        return Possible(title, text % {"day": when(seen.day)}, "undo-2", is_open=False)
    if seen.no is Why.ALREADY_RETURNED:
        return Possible(title, _("Everything is in a return already."), "undo-2", is_open=False)
    if seen.no:
        return _closed(seen, title, "undo-2", "return")
    if may_read_only:
        promised = _("Whoever placed the order, or an administrator of your company, can send it back.")
    return _open(seen, title, promised, "undo-2", "return", url, _("Return something"))


def _complaining(found: OrderEligibility, url: str) -> Possible:
    seen, title = window(found, "complaint"), _("Complain about a fault")
    if seen.no is Why.NOT_DELIVERED:
        text = _("As soon as it has arrived. Late or lost? Ask us about this order.")
        return Possible(title, text, "shield-alert", is_open=False)
    if seen.no:
        return _closed(seen, title, "shield-alert", "complaint")
    text = _("Broken, faulty or not as described? We repair or replace it, or you get money back.")
    return _open(seen, title, text, "shield-alert", "complaint", url, _("Report a fault"))


def _guarantee(found: OrderEligibility, url: str) -> Possible:
    """Beside the law, against whoever gave it (C7)."""
    seen, title = window(found, "guarantee"), _("Use the guarantee")
    if seen.no:
        return _closed(seen, title, "award", "guarantee")
    names = sorted({line.line.guarantor for line in found.lines if line.line.guarantor})
    text = _("A promise beside your rights by law; you choose which one you use.")
    if names:
        text = _("%(text)s Given by: %(guarantor)s") % {"guarantor": ", ".join(names[:NAMED]), "text": text}
    return _open(seen, title, text, "award", "guarantee", url, _("Claim the guarantee"))


def _delivery(url: str) -> Possible:
    text = _("Damaged, incomplete or not there? Until it is in your hands, its risk is ours.")
    return Possible(_("Report a problem with the delivery"), text, "package-x", url=url, button=_("Report it"))


def _may_have_a_delivery_problem(found: OrderEligibility, now: datetime) -> bool:
    """Something is out, and has not arrived or did so lately."""
    if found.order.status in {Order.Status.PENDING, Order.Status.PROCESSING} or found.contract.is_cancelled:
        return False
    return any(
        line.delivery.is_open
        and (line.held.delivered is None or (now - line.held.delivered).days <= DELIVERY_PROBLEM_DAYS)
        for line in found.lines
    )


def _open(seen: Window, title: str, text: str, icon: str, kind: str, url: str, button: str) -> Possible:
    said = seen.until.as_dict() if seen.until else {}
    counted = [*explain(said), *filter(None, [rests_on(said)])] if said.get("steps") else []
    return Possible(
        title, text, icon, until=seen.day, url=url, button=button, counted=counted, apart=list(_apart(seen, kind))
    )


def _closed(seen: Window, title: str, icon: str, kind: str) -> Possible:
    """Why not for the order, and for each line where an exception of the law is the reason."""
    verdicts = [line.of(kind) for line in seen.apart]
    first = next((verdict for verdict in verdicts if verdict.no is seen.no), None)
    if seen.no is Why.EXCLUDED:
        text = _("The law makes an exception for everything in this order.")
        return Possible(title, text, icon, is_open=False, apart=list(_apart(seen, kind)))
    text = why_not(first, kind) if first else _("There is nothing in this order.")
    return Possible(title, text, icon, is_open=False)


def _apart(seen: Window, kind: str) -> Iterator[str]:
    """Lines it is not open for; what is back already stands under the line itself."""
    for line in _worth_saying(seen.apart, kind):
        yield _("%(product)s: %(why)s") % {"product": line.line.name, "why": why_not(line.of(kind), kind)}


def _worth_saying(lines: Sequence[LineEligibility], kind: str) -> list[LineEligibility]:
    return [line for line in lines if line.of(kind).no is not Why.ALREADY_RETURNED]
