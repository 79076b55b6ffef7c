"""What each step asks, in one line, and the line below it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from returns.starting.rules import COMPLAINT, DELIVERY, GUARANTEE, RETURN

TITLES: dict[str, str | Promise] = {
    "items": _("Which items?"),
    "reason": _("Why do they go back?"),
    "fault": _("What is wrong?"),
    "photos": _("Do you have photos?"),
    "outcome": _("What shall we do?"),
    "amount": _("How much less?"),
    "trouble": _("What happened?"),
    "wish": _("What would you like?"),
    "check": _("Is everything right?"),
}
TITLES_OF: dict[tuple[str, str], str | Promise] = {
    (RETURN, "items"): _("What goes back?"),
    (DELIVERY, "items"): _("Which items are concerned?"),
}
HINTS: dict[tuple[str, str], str | Promise] = {
    (RETURN, "items"): _("Choose what you send back. Beside each you see what comes back for it."),
    (RETURN, "reason"): _("You need not tell us. It helps us to get better."),
    (COMPLAINT, "items"): _("Choose what is faulty or not as agreed."),
    (COMPLAINT, "fault"): _("In your own words. The more exactly you say it, the less we have to ask."),
    (COMPLAINT, "photos"): _("A photo of the fault often saves a question. You can go on without."),
    (COMPLAINT, "outcome"): _("We answer to exactly this, and we never change it for you."),
    (COMPLAINT, "amount"): _("By how much the fault makes it worth less, in your eyes."),
    (GUARANTEE, "items"): _("Choose what the guarantee should cover."),
    (GUARANTEE, "fault"): _("In your own words. We pass it on to the guarantor."),
    (GUARANTEE, "photos"): _("Of the fault, and of the guarantee card if you have it. You can go on without."),
    (GUARANTEE, "wish"): _("The guarantor decides by what the guarantee card says."),
    (DELIVERY, "trouble"): _("Late, lost or damaged on the way: the risk is ours until you have it."),
    (DELIVERY, "items"): _("Choose what is damaged, missing or wrong."),
    (DELIVERY, "photos"): _("Of the box, its label and the damage. Please keep the box until we answer."),
    (DELIVERY, "wish"): _("We do it if we can, and tell you if we can't."),
}


def title_of(kind: str, step: str) -> str:
    return str(TITLES_OF.get((kind, step), TITLES[step]))


def hint_of(kind: str, step: str) -> str:
    return str(HINTS.get((kind, step), ""))
