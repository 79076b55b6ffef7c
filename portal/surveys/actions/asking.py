"""Ask what is due: once, and nobody twice within 30 days, whatever runs at the same time."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from portal.accounts.models import User
from portal.notifications.choices import wants
from portal.surveys import people
from portal.surveys.actions.planning import NOT_HANDLED
from portal.surveys.mail import write
from portal.surveys.models import Addressee, Invitation, SurveyKind, SurveySettings
from portal.surveys.queries import invitations_due
from portal.surveys.rules import LEASE, MOST_ATTEMPTS, Situation, Verdict, decide

log = logging.getLogger(__name__)
State, Reason = Invitation.State, Invitation.Reason


def ask(pk: int, now: datetime) -> str:
    """The state it came to; "" when it is not due, done, or in another worker's hands."""
    taken = invitations_due(now).filter(pk=pk).update(due_at=now + LEASE, attempts=F("attempts") + 1)
    if not taken:
        return ""
    try:
        return settle(pk, now)
    except Exception as error:
        # What it is about may be personal: only the kind of the error goes into the log.
        log.error("survey %s: %s", pk, type(error).__name__)
        given_up = Invitation.objects.filter(pk=pk, state=State.PLANNED, attempts__gte=MOST_ATTEMPTS)
        given_up.update(state=State.DROPPED, reason=Reason.FAILED, due_at=None)
        return State.PLANNED


@transaction.atomic
def settle(pk: int, now: datetime) -> str:
    invitation = locked_invitation(pk)
    if invitation.state != State.PLANNED:
        return invitation.state
    keys, chosen = people.keys_of(invitation), SurveySettings.load()
    people.lock(keys)
    decided = decide(situation(invitation, keys, chosen), now, timedelta(hours=chosen.delay_hours))
    if decided.verdict is Verdict.DROP:
        invitation.state, invitation.reason, invitation.due_at = State.DROPPED, decided.reason, None
    elif decided.verdict is Verdict.ASK:
        mark_asked(invitation, keys, now)
        if chosen.by_mail or invitation.kind == SurveyKind.NPS:
            invitation.by_mail = write(invitation)
    else:
        # Open again, or ended again: its time starts anew, and so do its attempts.
        invitation.due_at, invitation.attempts = decided.at, 0
    invitation.save()
    return invitation.state


def locked_invitation(pk: int) -> Invitation:
    rows = Invitation.objects.select_related("case__customer", "person").select_for_update(of=("self",))
    return rows.get(pk=pk)


def mark_asked(invitation: Invitation, keys: list[str], now: datetime) -> None:
    """The keys are locked, and the caller knows that it is not too soon."""
    people.note_asked(keys, now, invitation.kind == SurveyKind.NPS)
    invitation.state, invitation.asked_at, invitation.due_at = State.ASKED, now, None


def situation(invitation: Invitation, keys: list[str], chosen: SurveySettings) -> Situation:
    case, is_nps = invitation.case, invitation.kind == SurveyKind.NPS
    asked, nps = people.last_asked(keys)
    is_guest = invitation.person is None
    return Situation(
        is_on=chosen.nps if is_nps else chosen.after_case and (chosen.by_mail or not is_guest),
        has_address=bool(invitation.email) and (case is None or bool(case.email)),
        wants=wants_it(invitation, keys),
        is_left_out=case is not None and (bool(case.left_out) or case.status in NOT_HANDLED),
        is_about_case=case is not None,
        closed_at=case.closed_at if case else None,
        asked_last=asked,
        nps_last=nps,
        is_nps=is_nps,
    )


def wants_it(invitation: Invitation, keys: list[str]) -> bool:
    person = invitation.person
    if isinstance(person, User):
        return person.is_active and wants(person, "surveys")
    return not Addressee.objects.filter(key__in=keys).exclude(stopped_at=None).exists()
