"""Who may report a reading or a vote: our own pages, in a person's browser, for an article they were shown."""

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import HttpRequest

from kb.models.article import READER_TOKEN
from kb.reading import rules
from kb.reading.limits import Limit


def from_our_page(request: HttpRequest) -> bool:
    """In place of a CSRF token, which would make every stored page the page of one reader.

    Every current browser sends Sec-Fetch-Site, and Origin with a POST; who sends neither is no browser.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return urlsplit(origin).netloc == request.get_host()
    return site is not None


def may_count(request: HttpRequest, limit: Limit, address: str = "") -> bool:
    """Is this a beacon of a person who does not mind, and not of staff, a machine or a flood?

    `address`: the reader's, where the caller knows it; finding it is half the cost of the rest.
    """
    headers = request.headers
    return (
        from_our_page(request)
        and headers.get("Sec-GPC") != "1"
        and headers.get("DNT") != "1"
        and not rules.is_machine(headers.get("User-Agent", ""), headers.get("Sec-Purpose", ""))
        and not limit.reached(address or address_of(request))
        and not _is_staff(request)
    )


def _is_staff(request: HttpRequest) -> bool:
    # Most readers have no session; asking for their user would cost a query for nothing.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and bool(getattr(request.user, "is_staff", False))


def opened_page(token: str) -> tuple[int, int] | None:
    """(page id, revision id) from a page's reader token, None when we didn't sign it."""
    try:
        page, _, revision = READER_TOKEN.unsign(token).partition(".")
        return int(page), int(revision)
    except (BadSignature, ValueError):
        return None


def address_of(request: HttpRequest) -> str:
    """The reader's address behind the trusted proxies, for the limit only."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return "unknown"
