"""What the pages of a survey show."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portal.surveys.forms import WordsForm
from portal.surveys.models import Answer, Invitation
from portal.surveys.rules import is_open, is_unhappy, is_valid, may_change
from portal.surveys.wording import better_in_words, ends, in_words, lead, question, scale


def question_page(request: HttpRequest, invitation: Invitation, given: Answer | None) -> dict[str, Any]:
    """With the number chosen in the mail, so that one press of the button is left."""
    wanted = request.POST.get("score") or request.GET.get("score") or ""
    score = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 3 else None
    if score is None or not is_valid(invitation.kind, score):
        score = given.score if given else None
    return asked_about(request, invitation) | {
        "question": question(invitation.kind),
        "lead": lead(invitation.kind),
        "scale": scale(invitation.kind),
        "ends": ends(invitation.kind),
        "chosen": score,
    }


def thanks_page(
    request: HttpRequest, invitation: Invitation, given: Answer, now: datetime, form: WordsForm | None = None
) -> dict[str, Any]:
    first = invitation.answered_at or given.answered_at
    may_say = may_change(first, now)
    has_said = bool(given.word or given.better)
    if form is None and may_say and (not has_said or "words" in request.GET):
        form = WordsForm(invitation.kind, initial={"word": given.word, "better": given.better})
    unhappy = is_unhappy(given.kind, given.score)
    return asked_about(request, invitation) | {
        "question": question(invitation.kind),
        "given": given,
        "said": in_words(given.kind, given.score),
        "better": better_in_words(given.better),
        "form": form,
        "may_change": may_say and invitation.asked_at is not None and is_open(invitation.asked_at, now),
        "offers_help": unhappy and given.help_at is None,
        "is_helped": given.help_at is not None,
    }


def asked_about(request: HttpRequest, invitation: Invitation) -> dict[str, Any]:
    """The case by its number only; its page for who is signed in as its customer."""
    case = invitation.case
    is_hers = case is not None and request.user.is_authenticated and case.customer_id == request.user.pk
    return {
        "invitation": invitation,
        "case": case,
        "case_url": reverse("cases:detail", args=[case.reference]) if case and is_hers else "",
    }
