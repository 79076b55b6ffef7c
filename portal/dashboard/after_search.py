"""Whether somebody who searched the help centre went on to a case: one more in a count, joined to nobody.

The form that opens a case carries what was searched for in its address (`?s=`, see static/js/site/after_search.js).
Neither the case nor the account is looked at or noted: only that a case came into being while this request was
answered.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kb.reading import door
from kb.reading.limits import Limit
from kb.search import log
from returns.signals import case_opened

PARAMETER = "s"
CASES = Limit(allowed=20)

_opened: ContextVar[list[bool] | None] = ContextVar("opened", default=None)


@receiver(case_opened, dispatch_uid="after_search")
def note_a_case(**_news: Any) -> None:
    seen = _opened.get()
    if seen is not None:
        seen.append(True)


class CasesAfterSearches:
    """Middleware. A request that posts no form with a search in its address is handed on untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.GET.get(PARAMETER, "") if request.method == "POST" else ""
        searched = log.read_token(given) if given else None
        if searched is None:
            return self.get_response(request)
        seen: list[bool] = []
        before = _opened.set(seen)
        try:
            response = self.get_response(request)
        finally:
            _opened.reset(before)
        if seen and door.may_count(request, CASES):
            count(searched)
        return response


def count(searched: log.Searched) -> None:
    try:
        log.count_case(searched, timezone.localdate())
    except DatabaseError:
        # A busy database: one case less in the report.
        return
