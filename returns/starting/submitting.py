"""Send what was filled in: the draft becomes one case, whatever is clicked how often."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from orders.models import Order
from returns import actions
from returns.access import Member
from returns.actions import WantedLine
from returns.articles_read import Offered
from returns.errors import NotReturnable
from returns.models import Case, CaseLine, Draft
from returns.starting import rules
from returns.starting.rules import COMPLAINT, DELIVERY, GUARANTEE, RETURN
from returns.starting.started import Started

ABOUT_AN_ORDER = {
    RETURN: gettext_lazy("Return from order %(number)s"),
    COMPLAINT: gettext_lazy("Complaint about order %(number)s"),
    GUARANTEE: gettext_lazy("Guarantee claim for order %(number)s"),
    DELIVERY: gettext_lazy("Delivery problem with order %(number)s"),
}
ABOUT_ITEMS = {
    COMPLAINT: gettext_lazy("Complaint: %(item)s"),
    GUARANTEE: gettext_lazy("Guarantee claim: %(item)s"),
    DELIVERY: gettext_lazy("Delivery problem: %(item)s"),
}
REASON_OF = {rules.DAMAGED: CaseLine.Reason.DAMAGED, rules.WRONG: CaseLine.Reason.WRONG_ITEM}


def submit(
    started: Started, *, by: Member, language: str, now: datetime, articles: Sequence[Offered] = ()
) -> tuple[Case, bool]:
    """The case, and whether this call opened it; the draft is gone then.

    Raises NotReturnable when a step is missing or a line is not possible any more, and what open_case raises.
    """
    draft, data = started.draft, started.data
    if rules.missing(draft.kind, data) != rules.CHECK or started.is_short:
        raise NotReturnable
    with override(language):
        subject = subject_of(started)
    with transaction.atomic():
        opened = actions.open_case(
            by=by,
            kind=draft.kind,
            order=started.order,
            more_orders=more_orders(started),
            lines=wanted(started),
            subject=subject,
            body=body_of(draft),
            demand=data.get("outcome", {}).get("demand", "") if draft.kind == COMPLAINT else "",
            demand_amount=amount_of(data),
            submission_key=draft.key,
            language=language,
            now=now,
            articles=articles,
            facts=facts_of(draft),
        )
        Draft.objects.filter(pk=draft.pk).delete()
    return opened


def more_orders(started: Started) -> list[Order]:
    """The further ones of which something was chosen."""
    orders = [choice.order for choice, _count in started.rows]
    return [order for order in dict.fromkeys(orders) if order != started.order]


def wanted(started: Started) -> list[WantedLine]:
    reasons = started.data.get("reason", {}).get("reasons", {})
    by_trouble = REASON_OF.get(started.data.get("trouble", {}).get("what", ""), "")
    return [
        WantedLine(choice.line.pk, count, reasons.get(str(choice.line.pk), by_trouble))
        for choice, count in started.rows
    ]


def amount_of(data: dict[str, Any]) -> Decimal | None:
    """What the price is to be lowered by, in the order's currency."""
    if data.get("outcome", {}).get("demand") != "reduction" or "amount" not in data:
        return None
    return Decimal(data["amount"]["amount"])


def body_of(draft: Draft) -> str:
    """Her own words, from whichever step asked for them."""
    step, field = {RETURN: ("reason", "note"), DELIVERY: ("trouble", "text")}.get(draft.kind, ("fault", "text"))
    return str(draft.data.get(step, {}).get(field, ""))


def facts_of(draft: Draft) -> dict[str, Any]:
    """What else she said and was shown, for the first row of the case's history; see returns.starting.told."""
    data = draft.data
    kept: dict[str, Any] = {}
    fault, trouble = data.get("fault", {}), data.get("trouble", {})
    kept["noticed"] = fault.get("noticed", "")
    kept["serial_numbers"] = {pk: number for pk, number in fault.get("serials", {}).items() if number}
    kept["trouble"], kept["parcel"] = trouble.get("what", ""), trouble.get("parcel", "")
    kept["wish"] = data.get("wish", {}).get("wish", "")
    kept["why_money"] = data.get("outcome", {}).get("why_money", "")
    if draft.kind == COMPLAINT:
        kept["notices"] = data.get("notices", {}).get("shown", [])
    if draft.kind in {COMPLAINT, GUARANTEE}:
        kept["basis"] = "law" if draft.kind == COMPLAINT else "guarantee"
    return {name: value for name, value in kept.items() if value}


def subject_of(started: Started) -> str:
    """“Complaint: Blue mug”, “Complaint: Blue mug and 2 more”, or the order's number."""
    kind, names = started.kind, [choice.line.name for choice, _count in started.rows]
    if kind == RETURN or not names:
        return ABOUT_AN_ORDER[kind] % {"number": started.order.number}
    item = names[0][:140]
    if len(names) > 1:
        item = _("%(item)s and %(count)d more") % {"item": item, "count": len(names) - 1}
    return ABOUT_ITEMS[kind] % {"item": item}
