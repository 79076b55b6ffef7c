"""What the law counted, in plain words: one line a step, days as the reader writes them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext, pgettext_lazy

from orders.templatetags.formats import locale, money

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


def explain(explanation: Mapping[str, Any], currency: str = "") -> list[str]:
    """How a day or an amount was found (Explained.as_dict(), Case.due_explanation, Deadline.explanation)."""
    return [line_of(step, currency) for step in explanation.get("steps", [])]


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
            return pgettext("counting days", "%(day)s: public holiday (%(name)s)") % {"day": day, "name": step["name"]}
    return BEGINS.get(what, BEGINS["start"]) % {"day": day}


def in_full(day: date) -> str:
    """Thu 10 Dec 2026: an explanation is read on other days than the one it was made on."""
    return format_date(day, "EEE d MMM y", locale=locale())
