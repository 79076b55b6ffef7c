"""An answer becomes part of its case: a line of history, and for agents a tag and a note when it went badly."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.surveys.models import Answer, SurveyKind, SurveySettings
from portal.surveys.rules import is_unhappy
from portal.surveys.wording import in_words
from returns.actions.sorting import change_tags
from returns.actions.step import locked, note, write_message
from returns.joining.queries import continued
from returns.models import Tag

UNHAPPY = "unhappy"


def tell_case(given: Answer, now: datetime, before: Answer | None = None) -> None:
    """In the transaction of the answer. Ease of a step is no word about how the case was handled."""
    if given.case is None or given.kind == SurveyKind.STEP:
        return
    # Joined with another one since she was asked: its agents read it there.
    case = continued(given.case)
    unhappy, tells = is_unhappy(given.kind, given.score), SurveySettings.load().tells_agents
    with locked(case, None, None, now) as step:
        note(step, "survey", {"kind": given.kind, "score": given.score, "before": before.score if before else None})
        if unhappy and tells:
            # In the site's own language, as other notes of the system are.
            with override(settings.LANGUAGE_CODE):
                body = _("The customer answered our survey: %(answer)s. What they wrote stands beside the case.")
                write_message(step, body % {"answer": in_words(given.kind, given.score)}, internal=True)
    if unhappy and tells:
        change_tags(case, by=None, add=[unhappy_tag()], now=now)
    elif before is not None and not unhappy:
        change_tags(case, by=None, remove=Tag.objects.filter(name__iexact=UNHAPPY), now=now)


def unhappy_tag() -> Tag:
    known = Tag.objects.filter(name__iexact=UNHAPPY).first()
    return known or Tag.objects.create(name=UNHAPPY, colour=Tag.Colour.RED)
