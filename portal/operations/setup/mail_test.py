"""A real mail to find out whether mail works: what the server answered, in its own words and in ours."""

import smtplib
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from portal.notifications import rules
from portal.notifications.actions import as_message, finish, new_message_id, put_back, transport
from portal.notifications.compose import words
from portal.notifications.models import Mail

KIND = "test_mail"


@dataclass(frozen=True, slots=True)
class Outcome:
    worked: bool
    says: str
    milliseconds: int


def send_test(to: str, language: str, now: datetime) -> Outcome:
    """Writes the mail as a row like any other, and sends it here and now: its lease is ours, so no worker takes it."""
    text = words(KIND, language, {"url": settings.SITE_URL})
    mail = Mail.objects.create(
        kind=KIND,
        to=to,
        language=language,
        sender=settings.DEFAULT_FROM_EMAIL,
        subject=text.subject,
        text=text.text,
        html=text.html,
        message_id=new_message_id(),
        due_at=now,
        lease_until=now + rules.LEASE,
        attempts=1,
    )
    started, heard = time.monotonic(), []
    connection = transport()
    try:
        connection.open()
        heard = listening(connection)
        connection.send_messages([as_message(mail, connection)])
    except Exception as error:
        put_back(mail, error, None)
        return Outcome(False, reason_of(error), passed(started))
    finally:
        connection.close()
    finish(mail, Mail.State.SENT, sent_at=now, error="")
    return Outcome(True, heard[-1] if heard else where_it_went(), passed(started))


def listening(connection: BaseEmailBackend) -> list[str]:
    """What an SMTP server answers to the mail itself; Django keeps it to itself."""
    heard: list[str] = []
    server = getattr(connection, "connection", None)
    if isinstance(server, smtplib.SMTP):
        send = server.data

        def data(message: Any) -> tuple[int, bytes]:
            code, said = send(message)
            heard.append(f"{code} {readable(said)}")
            return code, said

        server.data = data  # type: ignore[assignment]
    return heard


def where_it_went() -> str:
    backend = str(settings.MAIL_TRANSPORT["backend"])
    if "filebased" in backend:
        return _("Kept as a file in %(folder)s: nobody gets it.") % {"folder": settings.MAIL_TRANSPORT["file_path"]}
    if "console" in backend:
        return _("Written to the console: nobody gets it. Set MAIL_URL.")
    return _("Taken.")


def readable(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]


def passed(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def reason_of(error: Exception) -> str:
    """Why no mail went out, and what is likely wrong. Never holds the password."""
    host = f"{settings.MAIL_TRANSPORT['host']}:{settings.MAIL_TRANSPORT['port']}"
    match error:
        case smtplib.SMTPAuthenticationError():
            text = _("The server refused the name or the password: %(said)s")
        case smtplib.SMTPSenderRefused():
            text = _("The server refuses the sender (MAIL_FROM): %(said)s")
        case smtplib.SMTPRecipientsRefused():
            text = _("The server refuses the recipient: %(said)s")
        case smtplib.SMTPNotSupportedError():
            text = _("The server cannot do what MAIL_URL asks for, TLS or a password: %(said)s")
        case smtplib.SMTPServerDisconnected():
            text = _("%(host)s hung up. smtp+tls:// is for port 587, smtp+ssl:// for port 465.")
        case smtplib.SMTPException():
            text = _("The server said: %(said)s")
        case ssl.SSLError():
            text = _("No safe connection to %(host)s: is its certificate valid? smtp+tls:// is for port 587.")
        case socket.gaierror():
            text = _("Nobody knows the host %(host)s.")
        case ConnectionRefusedError():
            text = _("Nothing listens at %(host)s.")
        case TimeoutError():
            text = _("%(host)s does not answer. Is the port blocked on the way?")
        case _other:
            text = _("It failed: %(kind)s")
    return text % {"host": host, "kind": type(error).__name__, "said": said_by(error)}


def said_by(error: Exception) -> str:
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()), (0, b""))
            return f"{code} {readable(said)}"
        case smtplib.SMTPResponseException():
            return f"{error.smtp_code} {readable(error.smtp_error)}"
        case _other:
            return readable(str(error))
