"""What was said and shown when a case was started, in words: on the last page, on the case, at the desk.

The first row of a case's history keeps it as `facts`:
    noticed          ISO day           serial_numbers   {order line's pk: text}
    trouble          one of rules.TROUBLES              parcel    tracking number
    wish             again | money | repair | replacement
    why_money        refused | not_done | persists | serious (the customer's ground for money before repair)
    basis            law | guarantee: which path she chose herself (C7)
    notices          [{rule, text, version, language, shown_at}]: what the law has us say first (R2), as evidence
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orders.templatetags.formats import money, when
from returns.case_panels import CasePanel
from returns.models import Case
from returns.queries import events_named
from returns.starting.rules import COMPLAINT, DELIVERY, GUARANTEE

TROUBLE_WORDS = {
    "late": pgettext_lazy("trouble", "It has not arrived"),
    "lost": pgettext_lazy("trouble", "It says delivered, but I don't have it"),
    "damaged": pgettext_lazy("trouble", "It arrived damaged"),
    "incomplete": pgettext_lazy("trouble", "Something is missing in it"),
    "wrong": pgettext_lazy("trouble", "There is something else in it"),
}
WISH_WORDS = {
    "again": gettext_lazy("Send it again"),
    "money": gettext_lazy("My money back"),
    "repair": gettext_lazy("Repair it"),
    "replacement": gettext_lazy("Replace it"),
}
DEMAND_WORDS = {
    "repair": gettext_lazy("Repair it"),
    "replacement": gettext_lazy("Replace it"),
    "reduction": gettext_lazy("I keep it and pay less"),
    "withdrawal": gettext_lazy("I give it back and get my money"),
}
GROUND_WORDS = {
    "refused": pgettext_lazy("ground", "The shop refused it"),
    "not_done": pgettext_lazy("ground", "It was promised and not done"),
    "persists": pgettext_lazy("ground", "It did not help, the fault is still there"),
    "serious": pgettext_lazy("ground", "The fault is serious"),
}
BASIS_WORDS = {
    "law": gettext_lazy("The law, against the shop"),
    "guarantee": gettext_lazy("The guarantee, against the guarantor"),
}


@dataclass(frozen=True)
class Said:
    label: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A notice with the language it was written in and the moment it was seen; None where nobody wrote it down."""

    text: str
    language: str
    at: datetime | None


def said(facts: Mapping[str, Any]) -> Iterator[Said]:
    """In the order of the steps; nothing for what was left empty."""
    if word := BASIS_WORDS.get(facts.get("basis", "")):
        yield Said(_("It rests on"), str(word))
    if word := TROUBLE_WORDS.get(facts.get("trouble", "")):
        yield Said(_("What happened"), str(word))
    if parcel := facts.get("parcel"):
        yield Said(_("Parcel"), str(parcel))
    if noticed := facts.get("noticed"):
        yield Said(_("Noticed"), when(date.fromisoformat(noticed)))
    if numbers := facts.get("serial_numbers"):
        yield Said(_("Serial number"), ", ".join(numbers.values()))
    if word := WISH_WORDS.get(facts.get("wish", "")):
        yield Said(_("Wanted"), str(word))
    if word := GROUND_WORDS.get(facts.get("why_money", "")):
        yield Said(_("Why not repair or replacement"), str(word))


def demanded(demand: str, amount: Any, currency: str) -> Iterator[Said]:
    if word := DEMAND_WORDS.get(demand):
        yield Said(_("Wanted"), str(word))
    if amount is not None:
        yield Said(_("By how much"), money(amount, currency))


def shown(facts: Mapping[str, Any]) -> list[Shown]:
    return [
        Shown(each["text"], each["language"], datetime.fromisoformat(at) if (at := each.get("shown_at")) else None)
        for each in facts.get("notices", [])
    ]


def facts_of_case(case: Case) -> dict[str, Any]:
    opened = events_named(case, "open")
    return opened[0].data if opened else {}


def beside_a_case(request: HttpRequest, case: Case) -> CasePanel | None:
    """On the case's page: what she told us at the start, so that she need not remember."""
    if case.kind not in {COMPLAINT, GUARANTEE, DELIVERY}:
        return None
    facts = facts_of_case(case)
    currency = case.order.currency if case.order else ""
    rows = [*said(facts), *demanded(case.demand, case.demand_amount, currency)]
    if not rows:
        return None
    return CasePanel("returns/starting/told.html", {"said": rows, "shown": shown(facts)})
