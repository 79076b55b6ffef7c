"""What pages listen to: a stream, or the same news asked for every few seconds."""

from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kb.reading.door import from_our_page
from portal.live import door, news, presence, signs
from portal.live.limits import is_too_often, sender_of
from portal.live.listening import Ear, Listener, told, told_people
from portal.live.streams import AsyncStream, Stream, owner_of, places
from returns.access import get_case_to_work
from returns.models import Case


@require_safe
@never_cache
def desk_stream(request: HttpRequest) -> HttpResponseBase:
    return stream(request, door.ear_of_agent(request))


@require_safe
@never_cache
def desk_news(request: HttpRequest) -> JsonResponse:
    return polled(request, door.ear_of_agent(request))


@require_safe
@never_cache
def case_stream(request: HttpRequest, key: str) -> HttpResponseBase:
    return stream(request, door.ear_of_customer(request, key))


@require_safe
@never_cache
def case_news(request: HttpRequest, key: str) -> JsonResponse:
    return polled(request, door.ear_of_customer(request, key))


@csrf_exempt  # from_our_page: a guest has no cookie that a token could be compared with
@require_POST
def desk_typing(request: HttpRequest) -> HttpResponse:
    user = door.agent(request)
    case = get_case_to_work(user, request.POST.get("case", "").replace("\0", ""))
    return typing(request, case, user.pk)


@csrf_exempt
@require_POST
def case_typing(request: HttpRequest, key: str) -> HttpResponse:
    who = door.party(request, key)
    return typing(request, who.case, who.user.pk if who.user else None)


def stream(request: HttpRequest, ear: Ear) -> HttpResponseBase:
    """204 when all places are taken: the script asks every few seconds instead."""
    if not places.take(owner_of(ear), settings.LIVE_STREAMS):
        return HttpResponse(status=204)
    listener = Listener(ear, cursor_of(request.headers.get("Last-Event-ID") or request.GET.get("since", "")))
    flow: Any = AsyncStream(listener) if isinstance(request, ASGIRequest) else Stream(listener)
    # Minutes of waiting must not hold what the look-ups above have opened.
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
    response = StreamingHttpResponse(flow, content_type="text/event-stream")
    # nginx passes each event on at once.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def polled(request: HttpRequest, ear: Ear) -> JsonResponse:
    """The same events, and where to go on. ?away=1: from a tab nobody looks at, which is nobody's presence."""
    now = timezone.now()
    came = [each for each in news.since(cursor_of(request.GET.get("since", "")), now, ear.topics) if ear.hears(each)]
    if request.GET.get("away"):
        signs.available({ear.user} if ear.is_agent and ear.user else (), now)
    else:
        signs.of_life([ear], now)
    events = [{"id": each.id, **each.age(now), **told(ear, each)} for each in came]
    if ear.case is not None:
        events.append(told_people(ear, ear.people(presence.at_cases([ear.case], now).get(ear.case, ()))))
    return JsonResponse({"since": news.newest(), "news": events})


def typing(request: HttpRequest, case: Case, user: int | None) -> HttpResponse:
    if not from_our_page(request):
        return HttpResponse(status=403)
    if is_too_often("type", f"{sender_of(request)}:{case.pk}"):
        return HttpResponse(status=429)
    is_agent = user is not None and user != case.customer_id
    presence.touch(case.pk, user, is_agent, timezone.now(), typing=request.POST.get("typing") != "0")
    return HttpResponse(status=204)


def cursor_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
