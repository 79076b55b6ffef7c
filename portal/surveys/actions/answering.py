"""Keep what somebody said. The last word within a week counts; what was said before stays as history."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from portal.surveys import people
from portal.surveys.actions.asking import locked_invitation, mark_asked, situation
from portal.surveys.errors import NotOpen
from portal.surveys.models import Answer, Invitation, SurveySettings
from portal.surveys.rules import is_open, is_too_soon, is_valid, may_change
from portal.surveys.signals import survey_answered
from portal.surveys.telling import tell_case
from portal.surveys.wording import chips

MOST_WORDS = 2000
State = Invitation.State


@transaction.atomic
def answer(invitation: Invitation, score: int, now: datetime) -> Answer:
    """The answer that counts from now on. Raises NotOpen: never asked, too late, or no such score."""
    fresh = locked_invitation(invitation.pk)
    if not is_valid(fresh.kind, score):
        raise NotOpen
    open_or_refuse(fresh, now)
    key = f"invitation-{fresh.pk}"
    counts = Answer.objects.filter(key=key, replaced_at=None).first()
    if counts and counts.score == score:
        return counts
    given = Answer(
        key=key,
        kind=fresh.kind,
        score=score,
        invitation=fresh,
        case=fresh.case,
        language=fresh.language,
        asked_at=fresh.asked_at or now,
        answered_at=now,
    )
    fresh.answered_at = fresh.answered_at or now
    fresh.save()
    return put(given, counts, now)


def open_or_refuse(invitation: Invitation, now: datetime) -> None:
    """On the page of her case she may be quicker than our mail, which then is not sent. Raises NotOpen."""
    if invitation.state == State.PLANNED:
        keys = people.keys_of(invitation)
        people.lock(keys)
        found = situation(invitation, keys, SurveySettings.load())
        if not (found.is_on and found.wants and found.closed_at) or found.is_left_out or is_too_soon(found, now):
            raise NotOpen
        mark_asked(invitation, keys, now)
        return
    if invitation.asked_at is None or not is_open(invitation.asked_at, now):
        raise NotOpen
    if invitation.answered_at and not may_change(invitation.answered_at, now):
        raise NotOpen


def put(given: Answer, counts: Answer | None, now: datetime) -> Answer:
    """In the place of the one that counted until now, with the words that stood there."""
    if counts is not None:
        Answer.objects.filter(pk=counts.pk).update(replaced_at=now)
        given.word, given.better, given.help_at = given.word or counts.word, counts.better, counts.help_at
    given.save()
    tell_case(given, now, counts)
    transaction.on_commit(partial(survey_answered.send_robust, Answer, answer=given))
    return given


@transaction.atomic
def say(given: Answer, word: str, better: Iterable[str], now: datetime) -> Answer:
    """What could be better, in words and by names of wording.chips; other words after the first are a new row.

    Raises NotOpen when the week to change one's mind is over.
    """
    if given.invitation_id is None:
        raise NotOpen
    # Two forms at once take their turns.
    locked_invitation(given.invitation_id)
    counts = Answer.objects.get(key=given.key, replaced_at=None)
    first = Answer.objects.filter(key=given.key).order_by("answered_at", "pk").values_list("answered_at", flat=True)[0]
    if not may_change(first, now):
        raise NotOpen
    word = word.replace("\x00", "").strip()[:MOST_WORDS]
    names = [name for name in chips(counts.kind) if name in set(better)]
    if (word, names) == (counts.word, counts.better):
        return counts
    if not counts.word and not counts.better:
        counts.word, counts.better = word, names
        counts.save(update_fields=["word", "better"])
        return counts
    Answer.objects.filter(pk=counts.pk).update(replaced_at=now)
    counts.pk, counts.replaced_at, counts.answered_at = None, None, now
    counts.word, counts.better = word, names
    counts._state.adding = True
    counts.save()
    return counts
