"""A return the shop takes of its own will, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.models import Case
from returns.wording.shape import (
    Ahead,
    Clocks,
    KindWords,
    Standing,
    closed,
    declined,
    goods_are_checked,
    goods_are_here,
    refunded,
    waiting_for_you,
)

TITLES = {
    "open": gettext_lazy("You asked to return items"),
    "approve": gettext_lazy("We approved the return"),
    "dispatched": gettext_lazy("The goods are on their way to us"),
    "receive": gettext_lazy("Your parcel arrived"),
    "inspect": gettext_lazy("We checked the items"),
    "refund": gettext_lazy("We paid your money back"),
    "decline": gettext_lazy("We declined the return"),
    "cancel": gettext_lazy("You cancelled the return"),
    "close": gettext_lazy("The case was closed"),
}


def standing(case: Case, clocks: Clocks) -> Standing:
    match case.status:
        case "open" | "waiting" if case.unanswered_since is None:
            return waiting_for_you()
        case "open" | "waiting":
            text = _("We look at your return and tell you where to send the parcel. Please don't send it yet.")
            return Standing(_("We are looking at your return"), text, "us", clocks.get("answer"))
        case "approved":
            return parcel_next(case, clocks)
        case "received":
            return goods_are_here(clocks)
        case "inspected":
            return goods_are_checked(clocks)
        case "refunded":
            return refunded(case)
        case "declined":
            return declined()
        case "cancelled":
            text = _("You keep the items. You can start another return while the time to return them lasts.")
            return Standing(_("Cancelled by you"), text, "nobody")
    return closed()


def parcel_next(case: Case, clocks: Clocks) -> Standing:
    if case.dispatched_at:
        text = _("We tell you as soon as it arrives, and then pay your money back.")
        return Standing(_("Your parcel is on its way to us"), text, "nobody")
    return Standing(
        _("Approved: send us the parcel"),
        _("Pack the items, hand over the parcel and keep the receipt. We tell you as soon as it arrives."),
        "you",
        clocks.get("send_back"),
    )


def ahead(case: Case, clocks: Clocks) -> list[Ahead]:
    money = Ahead(_("We pay your money back"), "refund")
    sent = Ahead(_("The parcel arrives")) if case.dispatched_at else Ahead(_("You send the parcel"), "send_back")
    match case.status:
        case "open":
            return [Ahead(_("We look at it"), "answer"), sent, money]
        case "waiting":
            return [Ahead(_("You answer our question")), sent, money]
        case "approved":
            return [sent, money]
        case "received" | "inspected":
            return [money]
    return []


WORDS = KindWords(TITLES, standing, ahead, gettext_lazy("What you return"))
