"""After a yes to a complaint or a guarantee claim: what is done about it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from returns.models import Case
from returns.wording.shape import Ahead, Clocks, Standing, Text

NEEDS_GOODS = frozenset({"repair", "withdrawal"})


def remedy_standing(case: Case, clocks: Clocks) -> Standing:
    """Accepted, or the goods are here; whoever must act next has the clock."""
    clock = clocks.get("refund") or clocks.get("remedy")
    if case.status == "received":
        return Standing(_("Your parcel arrived"), what_we_do(case), "us", clock)
    title = _("Accepted by law") if case.accepted_by_law_at else _("Accepted")
    if case.accepted_by_law_at:
        text = _("We did not answer in time, so you get what you asked for.") + f" {what_we_do(case)}"
    else:
        text = str(what_we_do(case))
    if case.remedy == "withdrawal" and clock is None:
        return Standing(title, text, "you")
    return Standing(title, text, "us", clock)


def what_we_do(case: Case) -> Text:
    match case.remedy:
        case "repair":
            return _("We repair it, at our cost, and tell you when it is done.")
        case "replacement":
            return _("We send you a new one, at our cost, and tell you when it is on its way.")
        case "reduction":
            return _("We pay a part of the price back, the way you paid.")
        case "withdrawal" if case.received_at or case.dispatched_at:
            return _("We pay the price back, the way you paid.")
        case "withdrawal":
            return _("Send us the item, at our cost: we then pay the price back, the way you paid.")
        case "refund":
            return _("We pay your money back, the way you paid.")
    return _("We do what was agreed and tell you here and by e-mail.")


def keep_the_receipt(case: Case) -> Text:
    """Of the parcel the customer sends: until what it was sent for is there."""
    match case.remedy:
        case "repair":
            return _("Keep it until the repaired item is back with you.")
        case "replacement":
            return _("Keep it until the new item is with you.")
    return _("Keep it until your money is there.")


def done_ahead(case: Case) -> list[Ahead]:
    """Before anything is decided."""
    return [Ahead(pgettext("case", "If yes: we do what you asked for"))] if case.demand else []


def remedy_next(case: Case, clocks: Clocks) -> list[Ahead]:
    if case.status not in {"accepted", "received"}:
        return []
    here = case.received_at or case.dispatched_at
    goods = [Ahead(_("The item comes to us"))] if case.remedy in NEEDS_GOODS and not here else []
    arrives = [Ahead(_("The parcel arrives"))] if case.dispatched_at and not case.received_at else []
    match case.remedy:
        case "repair":
            last = Ahead(_("We repair it"), "remedy")
        case "replacement":
            last = Ahead(_("We send you a new one"), "remedy")
        case "reduction" | "withdrawal" | "refund":
            last = Ahead(_("We pay your money back"), "refund")
        case _unknown:
            last = Ahead(_("We do what was agreed"), "remedy")
    return [*goods, *arrives, last]
