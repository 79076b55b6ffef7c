"""One click after an unhappy answer: the case is open again, and an agent sees it at once."""

from datetime import datetime
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import User
from portal.surveys.models import Answer, Invitation
from portal.surveys.wording import in_words, question
from returns.actions import open_question, post_message
from returns.actions.step import locked, write_message
from returns.actions.writing import pass_the_turn
from returns.models import Case, Message
from returns.rules import Role
from returns.signals import message_posted


@transaction.atomic
def ask_for_help(given: Answer, now: datetime) -> Case | None:
    """The case in which help was asked for, once for each invitation. None: there is nobody to answer to."""
    invitation = given.invitation
    if invitation is None:
        return None
    key = uuid5(NAMESPACE_URL, f"survey-help-{invitation.pk}-{invitation.token}")
    with override(invitation.language):
        body = _("Please help me: I am not happy with how it went. My answer to “%(question)s”: %(answer)s") % {
            "question": question(given.kind),
            "answer": in_words(given.kind, given.score),
        }
        case = reopened(invitation, body, key, now)
    if case is not None:
        Answer.objects.filter(pk=given.pk, help_at=None).update(help_at=now)
    return case


def reopened(invitation: Invitation, body: str, key: UUID, now: datetime) -> Case | None:
    person = invitation.person if isinstance(invitation.person, User) else None
    case = lives_in(invitation.case) if invitation.case else None
    if case is None:
        return opened(invitation, person, body, key, now) if person else None
    if person is not None and case.customer_id == person.pk:
        post_message(case, by=person, body=body, now=now, key=key)
    else:
        post_as_guest(case, body, key, now)
    return case


def lives_in(case: Case) -> Case:
    """Where its thread goes on."""
    seen = {case.pk}
    while case.merged_into is not None and case.merged_into.pk not in seen:
        case = case.merged_into
        seen.add(case.pk)
    return case


def opened(invitation: Invitation, person: User, body: str, key: UUID, now: datetime) -> Case:
    case, _is_new = open_question(
        by=person,
        order=None,
        subject=_("Help wanted after a survey"),
        body=body,
        submission_key=key,
        language=invitation.language,
        now=now,
    )
    return case


def post_as_guest(case: Case, body: str, key: UUID, now: datetime) -> None:
    """The link went to the case's own mailbox: who has it writes as its customer, as an answer by mail does."""
    with locked(case, None, None, now) as step:
        if step.case.messages.filter(key=key).exists():
            step.changes = False
            return
        step.role = Role.CUSTOMER
        message = write_message(step, body, key=key)
        pass_the_turn(step, message)
        transaction.on_commit(partial(message_posted.send_robust, Message, message=message))
