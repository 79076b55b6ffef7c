"""No double telling: what the customer saw on the page needs no mail; what she missed comes in one.

Asked before each mail (portal.notifications.holding), and once a minute for what was held.
"""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from portal.live.door import guest_key
from portal.live.models import Conversation, LiveSettings
from portal.live.rules import is_due_by_mail
from portal.notifications.actions import note_unwanted
from portal.notifications.compose import page_url
from portal.notifications.holding import Hold, register, register_page
from portal.notifications.models import Mail
from portal.notifications.receivers import about, mail_about_case
from returns.models import Case, Message, Way

# Older news is no news; as far back as tick looks for what nobody told.
AT_MOST = timedelta(days=3)


def hold(case: Case, message: Message | None, now: datetime) -> Hold:
    if message is None:
        return hold_opening(case) if case.way == Way.LIVE else Hold.NO
    talk = case.conversations.filter(asked_at__lte=message.created_at).first()
    return hold_answer(talk, message, now) if talk else Hold.NO


def hold_opening(case: Case) -> Hold:
    """While she waits for somebody, the page tells her more than "we have your question"."""
    talk = case.conversations.last()
    if talk is None or (not talk.is_running and talk.accepted_at is None):
        return Hold.NO
    return Hold.TOLD if talk.accepted_at else Hold.WAIT


def hold_answer(talk: Conversation, message: Message, now: datetime) -> Hold:
    if talk.customer_seen_at >= message.created_at:
        return Hold.TOLD
    minutes = LiveSettings.load().mail_minutes
    if talk.ended_at and message.created_at > talk.ended_at + timedelta(minutes=minutes):
        return Hold.NO
    return Hold.NO if is_due_by_mail(message.created_at, minutes, now) else Hold.WAIT


def tell_what_was_missed(now: datetime) -> int:
    """What was written to somebody who has left, in one mail a case; what she saw is noted as told."""
    mailed = 0
    for case in Case.objects.filter(pk__in=unsettled(now).values("case")).select_related("customer"):
        missed: list[Message] = []
        for message in unsettled(now).filter(case=case).order_by("pk"):
            held = hold(case, message, now)
            if held is Hold.TOLD:
                settle(case, message)
            elif held is Hold.NO:
                missed.append(message)
        if missed:
            words = "\n\n".join(message.body for message in missed if message.body)
            mail_about_case("case_answered", case, f"message-{missed[0].pk}", words=words)
            for message in missed[1:]:
                settle(case, message)
            mailed += 1
    return mailed


def unsettled(now: datetime) -> QuerySet[Message]:
    """Agents' messages on cases with a conversation, without a mail and without a note that none is wanted."""
    key = Concat(Value("message-"), Cast("pk", CharField()), output_field=CharField())
    talks = Conversation.objects.filter(case=OuterRef("case"), asked_at__lte=OuterRef("created_at"))
    rows = Message.objects.filter(created_at__gt=now - AT_MOST, author=Message.Author.AGENT, internal=False)
    rows = rows.annotate(mail_key=key).filter(Exists(talks))
    return rows.filter(~Exists(Mail.objects.filter(dedupe_key=OuterRef("mail_key"))))


def settle(case: Case, message: Message) -> None:
    context = {"name": "", "reference": case.reference, "about": about(case, case.language), "url": "", "words": ""}
    note_unwanted("case_answered", case.email, case.language, context, dedupe_key=f"message-{message.pk}")


def guest_page(case: Case, language: str) -> str:
    """The link to her conversation: a guest has no account to sign in to."""
    return page_url("live:talk", language, key=guest_key(case)) if case.conversations.exists() else ""


def connect() -> None:
    register(hold)
    register_page(guest_page)
