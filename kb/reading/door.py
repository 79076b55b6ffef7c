"""Who may report a reading or a vote: our own pages, in a person's browser, for an article they were shown."""

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import HttpRequest

from kb.models.article import READER_TOKEN


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
