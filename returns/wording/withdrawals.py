"""A withdrawal in words. It counts from the moment it was sent; we only confirm it."""

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
    "open": gettext_lazy("You withdrew from the contract"),
    "order_found": gettext_lazy("We found your order"),
    "confirm": gettext_lazy("We confirmed the withdrawal"),
    "dispatched": gettext_lazy("The goods are on their way to us"),
    "receive": gettext_lazy("Your parcel arrived"),
    "inspect": gettext_lazy("We checked the items"),
    "refund": gettext_lazy("We paid your money back"),
    "decline": gettext_lazy("We cannot accept the withdrawal"),
    "close": gettext_lazy("The case was closed"),
}


def standing(case: Case, clocks: Clocks) -> Standing:
    match case.status:
        case "open":
            text = _("It counts from the moment you sent it. We look at your order and confirm it here and by e-mail.")
            return Standing(_("We have your withdrawal"), text, "us", clocks.get("answer") or clocks.get("refund"))
        case "waiting":
            return waiting_for_you(
                _("Your withdrawal stands, but we need an answer from you to go on: please write below.")
            )
        case "approved":
            return on_the_way_back(clocks)
        case "received":
            return goods_are_here(clocks)
        case "inspected":
            return goods_are_checked(clocks)
        case "refunded":
            return refunded(case)
        case "declined":
            return declined()
    return closed()


def on_the_way_back(clocks: Clocks) -> Standing:
    if back := clocks.get("send_back"):
        if "refund" in clocks:
            money = _("Your money does not wait for the parcel.")
        else:
            money = _("We pay your money back as soon as we have the goods, or your receipt that you sent them.")
        return Standing(_("Confirmed: send us the goods"), money, "you", back)
    text = _("We pay your money back; you need not do anything.")
    return Standing(_("Confirmed: your money is next"), text, "us", clocks.get("refund"))


def ahead(case: Case, clocks: Clocks) -> list[Ahead]:
    money = Ahead(_("We pay your money back"), "refund")
    goods = [Ahead(_("You send the goods"), "send_back")] if "send_back" in clocks else []
    arrives = [Ahead(_("The parcel arrives"))] if case.dispatched_at and not case.received_at else []
    match case.status:
        case "open":
            return [Ahead(_("We confirm it"), "answer"), *goods, *arrives, money]
        case "waiting":
            return [Ahead(_("You answer our question")), *goods, *arrives, money]
        case "approved":
            return [*goods, *arrives, money]
        case "received" | "inspected":
            return [money]
    return []


WORDS = KindWords(TITLES, standing, ahead, gettext_lazy("What you withdraw from"))
