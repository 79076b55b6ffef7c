"""What the law counted, in plain words: one line a step, days as the reader writes them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext, pgettext, pgettext_lazy

from orders.models import OrderLine
from orders.templatetags.formats import country, locale, money, when
from returns.hours.wording import MOMENTS, moment_line
from returns.law.holiday_names import name_of
from returns.law.sources import source_of
from returns.law.withdrawal import Verdict, Why

# Where a count begins: never counted itself (W3, Regulation 1182/71 art. 3(1)).
BEGINS = {
    "start": pgettext_lazy("counting days", "%(day)s: the day it started, not counted"),
    "delivered": pgettext_lazy("counting days", "%(day)s: delivered, not counted"),
    "last_delivered": pgettext_lazy("counting days", "%(day)s: the last of it was delivered, not counted"),
    "first_delivered": pgettext_lazy("counting days", "%(day)s: the first of it was delivered, not counted"),
    "contract": pgettext_lazy("counting days", "%(day)s: ordered, not counted"),
    "informed": pgettext_lazy("counting days", "%(day)s: you were told of this right, not counted"),
    "withdrawn": pgettext_lazy("counting days", "%(day)s: you withdrew, not counted"),
    "informed_of_withdrawal": pgettext_lazy("counting days", "%(day)s: we received your withdrawal, not counted"),
    "complaint_received": pgettext_lazy("counting days", "%(day)s: we received your complaint, not counted"),
    "stated": pgettext_lazy("counting days", "%(day)s: you told us, not counted"),
    "goods_or_proof": pgettext_lazy("counting days", "%(day)s: the goods or their receipt reached us, not counted"),
    "goods_back": pgettext_lazy("counting days", "%(day)s: the goods reached us"),
    "dispatched": pgettext_lazy("counting days", "%(day)s: the goods were on their way to us"),
    "repaired": pgettext_lazy("counting days", "%(day)s: repaired"),
    "weekend": pgettext_lazy("counting days", "%(day)s: weekend"),
    "next_working_day": pgettext_lazy("counting days", "%(day)s: the next working day"),
}
WITHOUT_A_DAY = {
    "unknown": pgettext_lazy("counting days", "Nobody has told us the day of delivery, so the time is still open."),
    "not_arrived": pgettext_lazy("counting days", "Not everything has arrived yet, so the time has not begun."),
    "waiting_for_goods": pgettext_lazy("counting days", "We may wait for the goods or for the receipt of the parcel."),
    "delivery_with_the_rest": pgettext_lazy(
        "refund", "Delivery is paid back when everything you ordered has been withdrawn."
    ),
}
AMOUNTS = {
    "line": pgettext_lazy("refund", "%(pieces)s × from your order: %(amount)s"),
    "reduction": pgettext_lazy("refund", "Loss of value by use: %(amount)s"),
    "delivery": pgettext_lazy("refund", "Standard delivery: %(amount)s"),
    "supplement": pgettext_lazy(
        "refund", "Not paid back: %(amount)s more for a dearer delivery than our standard one"
    ),
    "other": pgettext_lazy("refund", "Fees and rounding: %(amount)s"),
    "return_cost": pgettext_lazy("refund", "What bringing the goods back cost us: %(amount)s"),
}


# Rules whose days move to the next working day.
IN_HOLIDAYS = frozenset({"withdrawal_period", "withdrawal_not_informed", "withdrawal_informed_late", "send_back"})
OVER = {
    "withdrawal": gettext_lazy("The time for it ended on %(day)s."),
    "return": gettext_lazy("The time to return it ended on %(day)s. If something is wrong with it, complain."),
    "complaint": gettext_lazy("The time in which we are liable for it ended on %(day)s."),
    "guarantee": gettext_lazy("Its guarantee ended on %(day)s."),
}
EVIDENCE_WORDS = {
    "consent_at": pgettext_lazy("evidence", "you agreed that it begins at once"),
    "acknowledged_at": pgettext_lazy("evidence", "you acknowledged that the right ends by it"),
    "confirmed_at": pgettext_lazy("evidence", "we confirmed both to you"),
    "performed_at": pgettext_lazy("evidence", "completed"),
    "begun_at": pgettext_lazy("evidence", "begun"),
    "market": pgettext_lazy("evidence", "its price follows"),
    "specification": pgettext_lazy("evidence", "made as you wished"),
    "best_before": pgettext_lazy("evidence", "best before"),
    "seal_told_at": pgettext_lazy("evidence", "you were told that opening it ends the right"),
    "unsealed_at": pgettext_lazy("evidence", "found opened"),
    "mixed_at": pgettext_lazy("evidence", "mixed"),
    "price_agreed_at": pgettext_lazy("evidence", "price agreed"),
    "delivery_from": pgettext_lazy("evidence", "delivery from"),
    "requested_at": pgettext_lazy("evidence", "you asked for the visit"),
    "visited_at": pgettext_lazy("evidence", "visited"),
    "title": pgettext_lazy("evidence", "title"),
    "auctioned_at": pgettext_lazy("evidence", "auction"),
    "service_from": pgettext_lazy("evidence", "day of the service"),
}


def explain(explanation: Mapping[str, Any], currency: str = "") -> list[str]:
    """How a day or an amount was found (Explained.as_dict(), Case.due_explanation, Deadline.explanation)."""
    return [line_of(step, currency) for step in explanation.get("steps", [])]


def rests_on(explanation: Mapping[str, Any]) -> str:
    """By which law, and in whose holidays where they count; "" for a promise of the shop alone."""
    inputs, rule = explanation.get("inputs", {}), explanation.get("rule", "")
    source = source_of(rule, inputs.get("law", ""))
    if not source:
        return ""
    words = _("By law: %(source)s.") % {"source": source}
    if rule not in IN_HOLIDAYS:
        return words
    where = _("Public holidays of %(country)s.") % {"country": country(inputs.get("country", ""))}
    return f"{words} {where}"


def line_of(step: Mapping[str, Any], currency: str = "") -> str:
    what = step["what"]
    if what in WITHOUT_A_DAY:
        return str(WITHOUT_A_DAY[what])
    if what in AMOUNTS:
        said = step["amount"]
        amount = _("not known") if said is None else money(said, currency) if currency else said
        return AMOUNTS[what] % {"amount": amount, "pieces": step.get("quantity", "")}
    return _day_line(what, step)


def _day_line(what: str, step: Mapping[str, Any]) -> str:
    if what in MOMENTS:
        return moment_line(what, step)
    day, number = in_full(date.fromisoformat(step["date"])), step.get("number", 0)
    match what:
        case "working_day":
            return pgettext("counting days", "%(day)s: working day %(number)s") % {"day": day, "number": number}
        case "days":
            words = npgettext(
                "counting days", "%(day)s: %(number)s day later", "%(day)s: %(number)s days later", number
            )
            return words % {"day": day, "number": number}
        case "months":
            words = npgettext(
                "counting days", "%(day)s: %(number)s month later", "%(day)s: %(number)s months later", number
            )
            return words % {"day": day, "number": number}
        case "months_more":
            words = npgettext(
                "counting days",
                "%(day)s: %(number)s month more after a repair, once",
                "%(day)s: %(number)s months more after a repair, once",
                number,
            )
            return words % {"day": day, "number": number}
        case "holiday":
            return pgettext("counting days", "%(day)s: public holiday (%(name)s)") % {
                "day": day,
                "name": name_of(step["name"]),
            }
    return BEGINS.get(what, BEGINS["start"]) % {"day": day}


def why_not(verdict: Verdict, kind: str = "withdrawal") -> str:
    """A sentence for the customer; empty when it is possible. `kind` of a case."""
    day = {"day": when(verdict.last_day)}
    match verdict.no:
        case None:
            return ""
        case Why.NOTHING_BOUGHT:
            return _("There is nothing in this order.")
        case Why.CANCELLED:
            return _("This order was cancelled or refunded.")
        case Why.ALREADY_RETURNED:
            return _("Already in a return or a withdrawal.")
        case Why.NOT_DELIVERED:
            return _("Not delivered yet.")
        case Why.BUSINESS:
            return _("This right is for consumers, and the shop says that a business placed this order.")
        case Why.EXCLUDED:
            return excluded(verdict)
        case Why.NO_GUARANTEE:
            return _("The shop says that there is no guarantee for it. You can still complain about a fault.")
    return OVER.get(kind, OVER["withdrawal"]) % day


def excluded(verdict: Verdict) -> str:
    """The exception in plain words with what proves it (W12, W13)."""
    label = OrderLine.Exempt(verdict.exception).label
    proof = "; ".join(evidence_line(name, value) for name, value in verdict.evidence.items())
    said = in_a_sentence(str(label)) + (f" ({proof})" if proof else "")
    return _("The law makes an exception: %(exception)s.") % {"exception": said}


def in_a_sentence(words: str) -> str:
    return words[:1].lower() + words[1:]


def evidence_line(name: str, value: Any) -> str:
    said = EVIDENCE_WORDS.get(name)
    words = str(value)
    if name.endswith("_at"):
        words = in_full(timezone.localtime(datetime.fromisoformat(words)).date())
    return f"{said if said else name}: {words}"


def in_full(day: date) -> str:
    """Thu 10 Dec 2026: an explanation is read on other days than the one it was made on."""
    return format_date(day, "EEE d MMM y", locale=locale())
