"""The promised moment alone: a page that is kept for a day asks for it when somebody looks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# The promise is told in steps of five minutes, upwards: an answer of a minute ago still holds.
SECONDS = 60


@require_safe
@cache_control(public=True, max_age=SECONDS)
def promised(request: HttpRequest) -> HttpResponse:
    """The same for everybody; a piece of a page, not a page."""
    return render(request, "includes/promise.html")
