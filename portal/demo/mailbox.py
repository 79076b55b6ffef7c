"""The mail that the demo has sent, read from its files: codes and links can be followed without a mail server."""

import email
import email.policy
import ipaddress
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

NEWEST = 50
# Django's file backend writes this line after each message.
SEPARATOR = re.compile(rb"^-{79}\n", re.MULTILINE)


@dataclass(frozen=True)
class SentMail:
    to: str
    subject: str
    date: str
    text: str


def sent_mail(folder: Path, limit: int = NEWEST) -> list[SentMail]:
    """The newest messages in the folder, newest first."""
    newest_files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)[:limit]
    found: list[SentMail] = []
    for file in newest_files:
        parts = [part for part in SEPARATOR.split(file.read_bytes()) if part.strip()]
        found += [read_mail(part) for part in reversed(parts)]
    return found[:limit]


def read_mail(raw: bytes) -> SentMail:
    message = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return SentMail(
        str(message["To"] or ""),
        str(message["Subject"] or ""),
        str(message["Date"] or ""),
        body.get_content().strip() if body else "",
    )


def asked_from_this_machine(request: HttpRequest) -> bool:
    """Codes stand here: nobody else may look, not even through a proxy on this machine."""
    forwarded = any(name in request.META for name in ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP"))
    address = request.META.get("REMOTE_ADDR", "")
    host = request.get_host().rsplit(":", 1)[0]
    try:
        local = ipaddress.ip_address(address).is_loopback
    except ValueError:
        local = False
    return local and not forwarded and host in {"localhost", "127.0.0.1", "[::1]"}


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO or not asked_from_this_machine(request):
        raise Http404
    folder = Path(settings.MAIL_TRANSPORT["file_path"] or settings.DATA_DIR / "mail")
    return render(request, "demo/mailbox.html", {"mails": sent_mail(folder)})
