"""Genuine, other, known or unknown: told without a word of what the document says."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from orders.models import Invoice

TRIES = 30
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """`kind` and `issued_date` only for who holds the very file: there they say nothing new."""

    verdict: str  # genuine, other, known, unknown
    kind: str = ""
    issued_date: date | None = None


def answer(code: str, digest: str) -> Answer:
    """`code` as orders.verifying.forms.plain_code gives it, `digest` a SHA-256 in hex; either may be ""."""
    if not code and not digest:
        return Answer("unknown")
    served = Invoice.objects.filter(state=Invoice.State.READY)
    if code:
        served = served.filter(verify_code=code)
    if not digest:
        return Answer("known" if served.exists() else "unknown")
    found = served.filter(Q(sha256=digest) | Q(xml_sha256=digest)).only("kind", "issued_date").first()
    if found:
        return Answer("genuine", found.get_kind_display(), found.issued_date)
    return Answer("other" if code and served.exists() else "unknown")


def is_from_elsewhere(request: HttpRequest) -> bool:
    """In place of a CSRF token, which would give every reader of a public page a cookie."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def is_too_often(request: HttpRequest) -> bool:
    """Thirty files a minute are a person with a folder of invoices; more is a machine."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        address = "unknown"
    key = f"verify-{address}"
    cache.add(key, 0, SECONDS)
    try:
        return int(cache.incr(key)) > TRIES
    except ValueError:  # it ran out between the two
        return False
