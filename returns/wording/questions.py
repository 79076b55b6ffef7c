"""A plain question in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.models import Case
from returns.wording.shape import (
    Ahead,
    Clocks,
    KindWords,
    Standing,
    closed,
    waiting_for_you,
    we_answered,
    we_have_your_message,
)

TITLES = {
    "open": gettext_lazy("You asked us"),
    "close": gettext_lazy("The question is settled"),
}


def standing(case: Case, clocks: Clocks) -> Standing:
    if case.status not in {"open", "waiting"}:
        return closed()
    if case.unanswered_since:
        return we_have_your_message(clocks)
    if case.status == "open":
        return we_answered()
    # Whether our words were an answer or a question back the customer sees herself.
    text = _(
        "We wrote to you: please read it below. If we asked you something, or something is still open, answer here."
    )
    return waiting_for_you(text)


def ahead(case: Case, clocks: Clocks) -> list[Ahead]:
    return [Ahead(_("We answer"), "answer")] if "answer" in clocks else []


WORDS = KindWords(TITLES, standing, ahead, gettext_lazy("What it is about"))
