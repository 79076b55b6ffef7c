"""Whose reading may be remembered: a signed-in customer's, never staff's, and not where the browser asks us not to."""

from django.conf import settings
from django.http import HttpRequest

from kb.reading import rules


def may_remember(request: HttpRequest | None) -> bool:
    """Costs nothing for readers without a session. Whether this customer wants it is asked later, of the database."""
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES or _minds(request):
        return False
    user = request.user
    return user.is_authenticated and not user.is_staff


def is_opened_by_a_person(request: HttpRequest) -> bool:
    """Not by a browser that fetches what somebody may want next, nor by a program."""
    headers = request.headers
    return request.method == "GET" and not rules.is_machine(
        headers.get("User-Agent", ""), headers.get("Sec-Purpose", headers.get("Purpose", ""))
    )


def _minds(request: HttpRequest) -> bool:
    return request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"
