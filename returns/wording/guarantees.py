"""A guarantee claim in words: the guarantor's own promise, apart from the law."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.models import Case
from returns.wording.remedies import remedy_next, remedy_standing
from returns.wording.shape import Ahead, Clocks, KindWords, Standing, closed, declined, refunded, waiting_for_you

TITLES = {
    "open": gettext_lazy("You claimed the guarantee"),
    "forward": gettext_lazy("We passed your claim to the guarantor"),
    "accept": gettext_lazy("Your claim was accepted"),
    "dispatched": gettext_lazy("The item is on its way to us"),
    "receive": gettext_lazy("Your parcel arrived"),
    "resolve": gettext_lazy("It is done"),
    "refund": gettext_lazy("We paid your money back"),
    "decline": gettext_lazy("The claim was not accepted"),
    "cancel": gettext_lazy("You took the claim back"),
    "close": gettext_lazy("The case was closed"),
}


def standing(case: Case, clocks: Clocks) -> Standing:
    clock = clocks.get("answer") or clocks.get("guarantee_answer")
    match case.status:
        case "open" | "waiting" if case.unanswered_since is None:
            return waiting_for_you()
        case "open" | "waiting":
            text = _("We look at it, or pass it to whoever gave the guarantee, and tell you here and by e-mail.")
            return Standing(_("We are looking at your claim"), text, "us", clock)
        case "forwarded":
            text = _("The guarantor decides. You need not ask them: we pass on what they say, here and by e-mail.")
            return Standing(_("With the guarantor"), text, "us", clock)
        case "accepted" | "received":
            return remedy_standing(case, clocks)
        case "resolved":
            text = _("If something is still not right, write to us here: the case opens again.")
            return Standing(_("Done"), text, "nobody")
        case "refunded":
            return refunded(case)
        case "declined":
            return declined()
        case "cancelled":
            text = _("You took the claim back. While the guarantee lasts you can claim it again.")
            return Standing(_("Cancelled by you"), text, "nobody")
    return closed()


def ahead(case: Case, clocks: Clocks) -> list[Ahead]:
    answer = Ahead(_("You get the answer"), "guarantee_answer")
    match case.status:
        case "open" | "forwarded":
            return [answer]
        case "waiting":
            return [Ahead(_("You answer our question")), answer]
    return remedy_next(case, clocks)


WORDS = KindWords(TITLES, standing, ahead, gettext_lazy("What it is about"))
