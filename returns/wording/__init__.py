"""Cases in plain words: why something cannot go back, where a case stands, what happens next and who must act."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext, pgettext

from orders.templatetags.formats import when
from returns.models import Case
from returns.rules import FINAL, No, Verdict

Text = str | Promise

BADGES = {
    "open": "info",
    "waiting": "warning",
    "approved": "info",
    "received": "info",
    "inspected": "info",
    "accepted": "info",
    "forwarded": "info",
    "tracing": "info",
    "resolved": "success",
    "refunded": "success",
    "declined": "danger",
    "cancelled": "neutral",
    "closed": "neutral",
}

# What a history row says. "ask" and "answer" are seen in the thread and stay out of the timeline.
STEP_TITLES: dict[tuple[str, str], Text] = {
    ("return", "open"): gettext_lazy("You asked to return items"),
    ("return", "approve"): gettext_lazy("We approved the return"),
    ("return", "receive"): gettext_lazy("Your parcel arrived"),
    ("return", "inspect"): gettext_lazy("We checked the items"),
    ("return", "refund"): gettext_lazy("We paid your money back"),
    ("return", "decline"): gettext_lazy("We declined the return"),
    ("return", "cancel"): gettext_lazy("You cancelled the return"),
    ("return", "close"): gettext_lazy("The case was closed"),
    ("withdrawal", "open"): gettext_lazy("You withdrew from the contract"),
    ("withdrawal", "confirm"): gettext_lazy("We found your order and confirmed the withdrawal"),
    ("withdrawal", "receive"): gettext_lazy("Your parcel arrived"),
    ("withdrawal", "inspect"): gettext_lazy("We checked the items"),
    ("withdrawal", "refund"): gettext_lazy("We paid your money back"),
    ("withdrawal", "decline"): gettext_lazy("We cannot accept the withdrawal"),
    ("withdrawal", "close"): gettext_lazy("The case was closed"),
    ("complaint", "open"): gettext_lazy("You complained about a fault"),
    ("complaint", "accept"): gettext_lazy("We accepted your complaint"),
    ("complaint", "accept_by_law"): gettext_lazy("Your complaint is accepted: we did not answer in time"),
    ("complaint", "receive"): gettext_lazy("Your parcel arrived"),
    ("complaint", "resolve"): gettext_lazy("We did what you asked for"),
    ("complaint", "refund"): gettext_lazy("We paid your money back"),
    ("complaint", "decline"): gettext_lazy("We did not accept the complaint"),
    ("complaint", "cancel"): gettext_lazy("You took the complaint back"),
    ("guarantee", "open"): gettext_lazy("You claimed the guarantee"),
    ("guarantee", "forward"): gettext_lazy("We passed your claim to the guarantor"),
    ("guarantee", "accept"): gettext_lazy("Your claim was accepted"),
    ("guarantee", "receive"): gettext_lazy("Your parcel arrived"),
    ("guarantee", "resolve"): gettext_lazy("The claim is settled"),
    ("guarantee", "refund"): gettext_lazy("We paid your money back"),
    ("guarantee", "decline"): gettext_lazy("The claim was not accepted"),
    ("guarantee", "cancel"): gettext_lazy("You took the claim back"),
    ("guarantee", "close"): gettext_lazy("The case was closed"),
    ("delivery", "open"): gettext_lazy("You told us about the parcel"),
    ("delivery", "trace"): gettext_lazy("We asked the carrier to look for it"),
    ("delivery", "resolve"): gettext_lazy("We put it right"),
    ("delivery", "refund"): gettext_lazy("We paid your money back"),
    ("delivery", "decline"): gettext_lazy("We could not accept the claim"),
    ("delivery", "arrived"): gettext_lazy("You told us that it has arrived"),
    ("delivery", "close"): gettext_lazy("The case was closed"),
    ("question", "open"): gettext_lazy("You asked us"),
    ("question", "close"): gettext_lazy("The question is settled"),
}


def why_not(verdict: Verdict) -> str:
    """Why this line cannot go back; empty when it can."""
    match verdict.no:
        case No.CANCELLED:
            return _("This order was cancelled or already refunded.")
        case No.ALREADY_RETURNED:
            return _("Already in a return.")
        case No.NOT_DELIVERED:
            return _("Not delivered yet. You can return it as soon as it has arrived.")
        case No.WINDOW_OVER:
            day = when(verdict.last_day) if verdict.last_day else ""
            return _("The time to return it ended on %(day)s. If something is wrong with it, ask us.") % {"day": day}
    return ""


@dataclass(frozen=True)
class Standing:
    """One sentence each: where it stands, what happens next; who must act and by when."""

    title: str
    next: str
    who: str  # "us", "you" or "nobody"
    by: datetime | date | None = None


def standing_of(case: Case, send_back_by: date | None) -> Standing:
    if case.status in {"open", "waiting"} or (case.status in FINAL and case.unanswered_since):
        return waiting_for_an_answer(case)
    match case.status:
        case "approved":
            return Standing(
                _("Approved: send us the parcel"),
                _("Pack the items, hand over the parcel and keep the receipt. We tell you as soon as it arrives."),
                "you",
                send_back_by,
            )
        case "received":
            return Standing(
                _("Your parcel arrived"), _("We check the items and pay your money back."), "us", case.due_at
            )
        case "inspected":
            return Standing(_("We checked the items"), _("Next we pay your money back."), "us", case.due_at)
        case "accepted":
            return Standing(
                _("Accepted"), _("We do what was agreed and tell you here and by e-mail."), "us", case.due_at
            )
        case "forwarded":
            text = _("The guarantor decides. We pass on what they say, here and by e-mail.")
            return Standing(_("With the guarantor"), text, "us", case.due_at)
        case "tracing":
            text = _("The carrier looks for your parcel. We tell you what they find, here and by e-mail.")
            return Standing(_("We are looking for the parcel"), text, "us", case.due_at)
        case "resolved":
            text = _("If something is still not right, write to us here: the case opens again.")
            return Standing(_("Resolved"), text, "nobody")
        case "refunded":
            text = _("The money goes the way you paid. Your bank may need a few days to show it.")
            return Standing(_("Refunded"), text, "nobody")
        case "declined":
            text = _("Our reason is in the messages below. If you see it differently, write to us here.")
            return Standing(_("Declined"), text, "nobody")
        case "cancelled":
            text = _("You keep the items. You can start another return while the time to return them lasts.")
            return Standing(_("Cancelled by you"), text, "nobody")
    return Standing(_("Closed"), _("If anything is still open, write to us here: the case opens again."), "nobody")


def waiting_for_an_answer(case: Case) -> Standing:
    if case.unanswered_since is None:
        return Standing(_("Waiting for you"), _("We need an answer from you to go on: please write below."), "you")
    if case.status in {"open", "waiting"} and case.kind == Case.Kind.RETURN:
        text = _("We look at your return and tell you where to send the parcel. Please don't send it yet.")
        return Standing(_("We are looking at your return"), text, "us", case.due_at)
    return Standing(
        _("We have your message"), _("A person reads it and answers here and by e-mail."), "us", case.due_at
    )


def explain(explanation: dict[str, Any]) -> list[str]:
    """How a promised day was counted, one line a step."""
    return [line_of(step) for step in explanation.get("steps", [])]


def line_of(step: dict[str, Any]) -> str:
    day = when(date.fromisoformat(step["date"]))
    match step["what"]:
        case "start":
            return pgettext("counting days", "%(day)s: the day it started, not counted") % {"day": day}
        case "working_day":
            return pgettext("counting days", "%(day)s: working day %(number)s") % {
                "day": day,
                "number": step["number"],
            }
        case "days":
            number = step["number"]
            words = npgettext(
                "counting days", "%(day)s: %(number)s day later", "%(day)s: %(number)s days later", number
            )
            return words % {"day": day, "number": number}
        case "holiday":
            return pgettext("counting days", "%(day)s: public holiday (%(name)s)") % {"day": day, "name": step["name"]}
        case "weekend":
            return pgettext("counting days", "%(day)s: weekend") % {"day": day}
    return pgettext("counting days", "%(day)s: the next working day") % {"day": day}
