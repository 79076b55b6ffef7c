"""The results page, and suggestions while somebody types. Both answer to GET only and need no JavaScript."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kb.queries import topics
from kb.search.find import find, suggest


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    found = find(
        request.GET.get("q", ""), language=_language(), user=request.user, page=_page(request), request=request
    )
    shown = topics(_language(), request.user, request) if not found.hits else []
    return render(request, "kb/search.html", {"results": found, "topics": shown})


@require_safe
@cache_control(private=True, max_age=60)
def suggestions(request: HttpRequest) -> JsonResponse:
    """{"items": [{"title", "url"}], "status": what a screen reader says}"""
    found = suggest(request.GET.get("q", ""), language=_language(), user=request.user, request=request)
    count = len(found)
    status = ngettext("%(count)s suggestion", "%(count)s suggestions", count) % {"count": count}
    return JsonResponse({"items": [{"title": each.title, "url": each.url} for each in found], "status": status})
