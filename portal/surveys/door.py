"""Who may answer: whoever has the link of the mail. The address is a secret, and nothing about it is kept anywhere."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from kb.reading.door import address_of
from kb.reading.limits import Limit
from portal.surveys.models import Invitation

VISITS = Limit(allowed=60)
ANSWERS = Limit(allowed=20)


def secret_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """No store, no index; no other page learns the address ("no-referrer" would make forms come from "null")."""

    @wraps(view)
    def inner(request: HttpRequest, *positional: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *positional, **named)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return inner


def is_too_often(request: HttpRequest) -> bool:
    limit = ANSWERS if request.method == "POST" else VISITS
    return limit.reached(address_of(request))


def invitation_of(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("case", "person")
    return rows.filter(token=token).first() if len(token) <= 50 and "\0" not in token else None
