"""The results page, suggestions while somebody types, and the beacon that counts searches and clicks."""

from urllib.parse import parse_qsl

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from kb.queries import popular_articles, topics
from kb.reading import door
from kb.reading.limits import Limit
from kb.search import in_vain, log
from kb.search.answers import own_answers
from kb.search.find import SearchResults, find, suggest

BEACONS = Limit(allowed=60)
MAX_BYTES = 4096
MOST_POPULAR = 4


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get
    found = find(
        asked("q", ""),
        language=_language(),
        user=request.user,
        page=_page(request),
        topic=asked("topic", ""),
        request=request,
    )
    own = own_answers(found.text, found.spoken or _language(), request.user) if found.page == 1 else []
    context = {"results": found, "token": _token(found), "own_answers": own, "is_fresh": not found.topic}
    if not found.best:
        context |= {"topics": topics(_language(), request.user, request)}
    if found.text and not found.best:
        context |= {"popular": popular_articles(_language(), MOST_POPULAR, request)}
    beside = in_vain.panels_for(request, found.text) if found.text and not found.best and found.page == 1 else []
    response = render(request, "kb/search.html", context | {"beside": beside})
    if own or beside:
        add_never_cache_headers(response)
    return response


def _token(found: SearchResults) -> str:
    """Counted in the language that was asked in. Nothing is counted while the index is being repaired."""
    if not found.text or found.simplified:
        return ""
    count = found.spoken_total if found.spoken else found.found_anywhere + len(found.links)
    return log.token(found.spoken or _language(), count, found.text)


@require_safe
@cache_control(private=True, max_age=60)
def suggestions(request: HttpRequest) -> JsonResponse:
    """{"items": [{"title", "url"}], "status": what a screen reader says}"""
    found = suggest(request.GET.get("q", ""), language=_language(), user=request.user, request=request)
    count = len(found)
    status = ngettext("%(count)s suggestion", "%(count)s suggestions", count) % {"count": count}
    return JsonResponse({"items": [{"title": each.title, "url": each.url} for each in found], "status": status})


@csrf_exempt
def searched(request: HttpRequest) -> HttpResponse:
    """Always the same empty answer, whatever came: a page never waits for it and a stranger learns nothing."""
    if request.method == "POST" and door.may_count(request, BEACONS):
        _count(request)
    return HttpResponse(status=204)


def _count(request: HttpRequest) -> None:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
            return
        fields = dict(parse_qsl(request.read(MAX_BYTES + 1).decode("ascii"), max_num_fields=4))
        shown = log.read_token(fields.get("t", ""))
        if shown is None:
            return
        if "r" in fields:
            log.count_click(shown, int(fields["r"][:4]), timezone.localdate())
        else:
            log.count_search(shown, timezone.localdate())
    except (ValueError, DatabaseError):
        # Not ours, or a busy database: one search less in the report.
        return
