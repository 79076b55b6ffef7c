"""Mail is a row first; then it is sent, tried again, and never sent twice on purpose."""

import logging
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from portal.notifications import queries, rules
from portal.notifications.compose import one_line, words
from portal.notifications.kinds import KINDS
from portal.notifications.models import Mail
from portal.notifications.signals import mail_queued

logger = logging.getLogger(__name__)


def queue_mail(
    kind: str,
    to: str,
    language: str,
    context: dict[str, Any],
    *,
    dedupe_key: str | None = None,
    headers: dict[str, str] | None = None,
    reply_to: str = "",
    calendar: str = "",
) -> Mail:
    """Write one mail of a known kind; the same dedupe_key again gives the first one back, unsent twice.

    Raises KeyError for an unknown kind and ValidationError for an impossible address.
    """
    known = KINDS[kind]
    if dedupe_key and (earlier := Mail.objects.filter(dedupe_key=dedupe_key).first()):
        return earlier
    text = words(kind, language, {**context, "is_answered_here": True} if reply_to else context)
    try:
        return store_mail(
            kind=kind,
            to=to,
            language=language,
            subject=text.subject,
            text=text.text,
            html=text.html,
            secret=known.secret,
            dedupe_key=dedupe_key,
            headers=headers or {},
            reply_to=reply_to,
            calendar=calendar,
        )
    except IntegrityError:
        if not dedupe_key:
            raise
        return Mail.objects.get(dedupe_key=dedupe_key)


def note_unwanted(kind: str, to: str, language: str, context: dict[str, Any], *, dedupe_key: str) -> Mail:
    """A row in place of the mail, so that nobody wonders where it is, or sends it when the person changes her mind."""
    if earlier := Mail.objects.filter(dedupe_key=dedupe_key).first():
        return earlier
    subject = words(kind, language, context).subject
    fields = {"kind": kind, "to": to, "language": language, "subject": subject, "due_at": timezone.now()}
    mail, _is_new = Mail.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults=fields
        | {"state": Mail.State.UNWANTED, "sender": settings.DEFAULT_FROM_EMAIL, "message_id": new_message_id()},
    )
    return mail


def new_message_id() -> str:
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)


@transaction.atomic
def store_mail(*, to: str, subject: str, text: str, html: str = "", sender: str = "", **fields: Any) -> Mail:
    """The row, and after commit the news that it waits to be sent."""
    validate_email(to)
    mail = Mail.objects.create(
        to=to,
        sender=sender or settings.DEFAULT_FROM_EMAIL,
        subject=one_line(subject),
        text=text.replace("\x00", ""),
        html=html.replace("\x00", ""),
        message_id=new_message_id(),
        due_at=timezone.now(),
        **fields,
    )
    # A queue that is down must not fail the request: the row is found by tick.
    transaction.on_commit(lambda: mail_queued.send(sender=Mail, mail=mail), robust=True)
    return mail


def deliver(mail_id: int, now: datetime) -> None:
    """Try to send one mail that is due. Whoever takes the lease first sends; the others find nothing to do."""
    taken = queries.mails_due(now).filter(pk=mail_id).update(lease_until=now + rules.LEASE)
    if not taken:
        return
    mail = Mail.objects.get(pk=mail_id)
    connection = transport()
    try:
        connection.open()
    except Exception as error:
        logger.warning("mail %s: no mail server answers (%s)", mail.pk, type(error).__name__)
        put_back(mail, error, rules.next_try_when_unreachable(mail.created_at, now))
        return
    try:
        Mail.objects.filter(pk=mail.pk).update(attempts=F("attempts") + 1)
        connection.send_messages([as_message(mail, connection)])
    except Exception as error:
        logger.warning("mail %s: refused (%s)", mail.pk, type(error).__name__)
        put_back(mail, error, rules.next_try(mail.attempts + 1, now))
    else:
        finish(mail, Mail.State.SENT, sent_at=now, error="")
    finally:
        connection.close()


def transport() -> BaseEmailBackend:
    options = {name: value for name, value in settings.MAIL_TRANSPORT.items() if name != "backend"}
    return get_connection(settings.MAIL_TRANSPORT["backend"], fail_silently=False, **options)


def as_message(mail: Mail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        mail.sender,
        [mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={**mail.headers, "Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach("deadlines.ics", mail.calendar, "text/calendar")
    return message


def put_back(mail: Mail, error: Exception, due_at: datetime | None) -> None:
    """The mail waits for its next try, or is given up and shown as such to the operator."""
    if due_at is None:
        finish(mail, Mail.State.DEAD, error=one_line(str(error)))
    else:
        Mail.objects.filter(pk=mail.pk).update(lease_until=None, due_at=due_at, error=one_line(str(error)))


def finish(mail: Mail, state: Mail.State, **fields: Any) -> None:
    """Nothing is left to do; a secret is not kept longer than it is needed."""
    if mail.secret:
        fields |= {"text": "", "html": ""}
    Mail.objects.filter(pk=mail.pk).update(state=state, lease_until=None, **fields)
