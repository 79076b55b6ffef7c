"""A delivery problem in words: until the goods are in the customer's hands, the risk is the shop's."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.models import Case
from returns.wording.shape import Ahead, Clocks, KindWords, Standing, closed, declined, refunded, waiting_for_you

TITLES = {
    "open": gettext_lazy("You told us about the parcel"),
    "trace": gettext_lazy("We asked the carrier to look for it"),
    "arrived": gettext_lazy("You told us that it has arrived"),
    "resolve": gettext_lazy("We put it right"),
    "refund": gettext_lazy("We paid your money back"),
    "decline": gettext_lazy("We could not accept the claim"),
    "close": gettext_lazy("The case was closed"),
}


def standing(case: Case, clocks: Clocks) -> Standing:
    match case.status:
        case "open" | "waiting" if case.unanswered_since is None:
            return waiting_for_you()
        case "open" | "waiting":
            text = _("We find out what happened and tell you here and by e-mail. You need not ask the carrier.")
            return Standing(_("We are on it"), text, "us", clocks.get("answer"))
        case "tracing":
            text = _("The carrier looks for your parcel. We tell you what they find, here and by e-mail.")
            return Standing(_("We are looking for your parcel"), text, "us", clocks.get("answer"))
        case "resolved":
            text = _("If something is still not right, write to us here: the case opens again.")
            return Standing(_("Settled"), text, "nobody")
        case "refunded":
            return refunded(case)
        case "declined":
            return declined()
    return closed()


def ahead(case: Case, clocks: Clocks) -> list[Ahead]:
    right = Ahead(_("We put it right: we send it again or pay your money back"))
    match case.status:
        case "open":
            return [Ahead(_("We find out what happened"), "answer"), right]
        case "waiting":
            return [Ahead(_("You answer our question")), right]
        case "tracing":
            return [Ahead(_("The carrier tells us what they found"), "answer"), right]
    return []


WORDS = KindWords(TITLES, standing, ahead, gettext_lazy("What it is about"))
