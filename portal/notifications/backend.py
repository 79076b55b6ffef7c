"""Django's mail backend: whatever sends a mail, it becomes a row first."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from email.utils import parseaddr
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction

from portal.accounts.mail import KIND_HEADER, LANGUAGE_HEADER, SECRET_HEADER
from portal.notifications.actions import store_mail

logger = logging.getLogger(__name__)


class AttachmentsAreNotSent(Exception):
    """Mails carry links to private files, never the files."""


class RowBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            return sum(self.store(message) for message in email_messages)

    def store(self, message: EmailMessage) -> int:
        """One row a recipient. Raises BadHeaderError when a header holds a line end."""
        if message.attachments:
            raise AttachmentsAreNotSent(message.subject)
        message.message()
        headers = {name: str(value) for name, value in message.extra_headers.items()}
        marks: dict[str, Any] = {
            "kind": headers.pop(KIND_HEADER, "other")[:40],
            "language": headers.pop(LANGUAGE_HEADER, ""),
            "secret": bool(headers.pop(SECRET_HEADER, "")),
        }
        text, html = bodies(message)
        for address in possible(message.recipients()):
            store_mail(
                to=address,
                subject=str(message.subject),
                text=text,
                html=html,
                sender=message.from_email,
                reply_to=", ".join(message.reply_to),
                headers=headers,
                **marks,
            )
        return 1


def possible(recipients: Iterable[str]) -> Iterator[str]:
    """Addresses that can exist: what a stranger typed into a form must not break the page."""
    for recipient in recipients:
        address = parseaddr(recipient)[1]
        try:
            validate_email(address)
            MaxLengthValidator(254)(address)
        except ValidationError:
            logger.warning("A mail was dropped: its address is impossible.")
        else:
            yield address


def bodies(message: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML of a message; either may be empty."""
    body = str(message.body)
    if message.content_subtype == "html":
        return "", body
    if isinstance(message, EmailMultiAlternatives):
        return body, next((str(part) for part, kind in message.alternatives if kind == "text/html"), "")
    return body, ""
