"""Keep one tap on a page: how easy a step or an article was. Nobody's name stands with it."""

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from portal.surveys.asked import Asked
from portal.surveys.errors import NotOpen
from portal.surveys.models import Answer
from portal.surveys.rules import is_valid
from portal.surveys.signals import survey_answered
from returns.models import Case


def answer_quickly(asked: Asked, score: int, now: datetime) -> Answer:
    """Another tap takes the place of the one before. Raises NotOpen for a score that is not on the scale."""
    if not is_valid(asked.kind, score):
        raise NotOpen
    try:
        return keep(asked, score, now)
    except IntegrityError:
        # Two taps at once: the first one counts.
        return Answer.objects.get(key=asked.key, replaced_at=None)


@transaction.atomic
def keep(asked: Asked, score: int, now: datetime) -> Answer:
    counts = Answer.objects.select_for_update().filter(key=asked.key, replaced_at=None).first()
    if counts is not None and counts.score == score:
        return counts
    if counts is not None:
        Answer.objects.filter(pk=counts.pk).update(replaced_at=now)
    given = Answer.objects.create(
        key=asked.key,
        kind=asked.kind,
        score=score,
        step=asked.step,
        article_id=asked.article_id,
        case=Case.objects.filter(pk=asked.case_id).first() if asked.case_id else None,
        language=asked.language,
        asked_at=asked.moment or now,
        answered_at=now,
    )
    transaction.on_commit(partial(survey_answered.send_robust, Answer, answer=given))
    return given
