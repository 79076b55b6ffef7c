"""A complaint in words: what was asked for stands, and silence never means no."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.models import Case
from returns.wording.remedies import done_ahead, remedy_next, remedy_standing
from returns.wording.shape import Ahead, Clocks, KindWords, Standing, Text, declined, refunded, waiting_for_you

TITLES = {
    "open": gettext_lazy("You complained"),
    "offer": gettext_lazy("We offered another remedy"),
    "agree": gettext_lazy("You agreed to our offer"),
    "turn_down": gettext_lazy("You keep to what you asked for"),
    "accept": gettext_lazy("We accepted your complaint"),
    "accept_by_law": gettext_lazy("Accepted by law: we did not answer in time"),
    "switch": gettext_lazy("Another remedy took the place of the first"),
    "dispatched": gettext_lazy("The item is on its way to us"),
    "receive": gettext_lazy("Your parcel arrived"),
    "resolve": gettext_lazy("It is done"),
    "refund": gettext_lazy("We paid your money back"),
    "decline": gettext_lazy("We did not accept the complaint"),
    "cancel": gettext_lazy("You took the complaint back"),
}


def standing(case: Case, clocks: Clocks) -> Standing:
    answer = clocks.get("complaint_answer")
    match case.status:
        case "open" if answer:
            text = _("A person looks at it and answers here and by e-mail, with a yes or a no to what you ask for.")
            return Standing(_("We are looking at your complaint"), text, "us", answer)
        case "open":
            text = _("You keep to what you asked for. We look at it again and write to you here and by e-mail.")
            return Standing(_("We are looking at your complaint"), text, "us", clocks.get("answer"))
        case "waiting":
            return waiting_for_you(waiting_text(clocks))
        case "accepted" | "received":
            return remedy_standing(case, clocks)
        case "resolved":
            text = _("If something is still not right, write to us here: the case opens again.")
            return Standing(_("Done"), text, "nobody")
        case "refunded":
            return refunded(case)
        case "cancelled":
            text = _("You took the complaint back. If the fault is still there, you can complain again.")
            return Standing(_("Cancelled by you"), text, "nobody")
    return declined()


def waiting_text(clocks: Clocks) -> Text:
    if "complaint_answer" in clocks:
        return _(
            "Please look at what we asked or offered, and answer below. The time for our answer goes on meanwhile."
        )
    return _("Please look at our offer: take it, or keep to what you asked for.")


def ahead(case: Case, clocks: Clocks) -> list[Ahead]:
    if case.status == "open":
        name = "complaint_answer" if "complaint_answer" in clocks else "answer"
        return [Ahead(_("We answer: yes or no"), name), *done_ahead(case)]
    if case.status == "waiting":
        answer = [Ahead(_("We answer: yes or no"), "complaint_answer")] if "complaint_answer" in clocks else []
        return [Ahead(_("You answer us")), *answer, *done_ahead(case)]
    return remedy_next(case, clocks)


WORDS = KindWords(TITLES, standing, ahead, gettext_lazy("What it is about"))
