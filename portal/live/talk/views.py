"""The customer's side: begin, talk, end. Works without scripts; guests have a link in place of an account."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kb.reading.door import from_our_page
from portal.live import door, offers
from portal.live.limits import is_too_often, sender_of
from portal.live.models import Conversation
from portal.live.talk import actions, queries
from portal.live.talk.beginning import beginning, open_talk
from portal.live.talk.files import drop, file_of
from portal.live.talk.forms import GuestSayForm
from portal.live.talk.pages import part, rest_of, say_form
from returns.attachments import serve
from returns.errors import Refused

View = Callable[..., Any]


def from_here(view: View) -> View:
    """A guest's page has no cookie, so forms are told from other sites' by Sec-Fetch-Site and Origin.

    The address of a guest's page is a secret: no other page may learn it.
    """

    @wraps(view)
    def inner(request: HttpRequest, *positional: Any, **named: Any) -> HttpResponse:
        if request.method == "POST" and not from_our_page(request):
            return render(request, "403_csrf.html", status=403)
        response = view(request, *positional, **named)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return never_cache(csrf_exempt(inner))


@from_here
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Open or closed, it takes a question: with somebody there it is a conversation, else an ordinary case."""
    now = timezone.now()
    form = beginning(request)
    if form.is_bound and form.is_valid():
        if is_too_often("begin", sender_of(request)):
            form.add_error(None, _("You have begun many conversations. Please wait an hour, or go on in one of them."))
        else:
            try:
                return redirect("live:talk", open_talk(request, form, now))
            except Refused as refused:
                form.add_error(None, str(refused))
    context = {"form": form, "is_open": queries.is_open(now), "is_guest": not request.user.is_authenticated}
    return render(request, "live/start.html", context, status=200 if form.is_valid() or not form.is_bound else 422)


@from_here
@require_safe
def talk(request: HttpRequest, key: str) -> HttpResponse:
    party = door.party(request, key)
    return page(request, party, timezone.now())


@from_here
@require_safe
def thread_part(request: HttpRequest, key: str) -> HttpResponse:
    """The thread alone, for the script. ?away=1: from a tab nobody looks at."""
    party = door.party(request, key)
    return render(request, "live/part.html", part(party, timezone.now(), is_seen="away" not in request.GET))


@from_here
@require_POST
def say(request: HttpRequest, key: str) -> HttpResponse:
    party, now = door.party(request, key), timezone.now()
    form = say_form(request, party)
    whole = form.receive(now)
    if whole and is_too_often("say", f"{sender_of(request)}:{party.case.pk}"):
        form.add_error("body", _("That was a lot at once. Please wait a minute; your text is still here."))
        whole = False
    if not whole:
        return page(request, party, now, form, status=422)
    said, files = form.cleaned_data, form.kept if isinstance(form, GuestSayForm) else []
    try:
        actions.say(party.case, by=party.user, body=said["body"], key=said["submission_key"], now=now, files=files)
    except Refused as refused:
        drop(files)
        form.add_error("body", str(refused))
        return page(request, party, now, form, status=409)
    if isinstance(form, GuestSayForm) and form.refusals:
        return page(request, party, now, rest_of(request, party, form), status=422)
    return answer(request, party, now)


@from_here
@require_safe
def file(request: HttpRequest, key: str, pk: int, size: str) -> HttpResponseBase:
    """A file of the conversation, for whoever has its key."""
    found = file_of(door.party(request, key), pk)
    if size not in {"full", "small"} or (size == "small" and not found.thumbnail):
        raise Http404
    return serve(found, size)


@from_here
@require_POST
def finish(request: HttpRequest, key: str) -> HttpResponse:
    party, now = door.party(request, key), timezone.now()
    if running := queries.running(party.case):
        actions.end(running, by=party.user, how=Conversation.End.CUSTOMER, now=now)
    return answer(request, party, now)


@from_here
@require_POST
def again(request: HttpRequest, key: str) -> HttpResponse:
    """A conversation on a case there is already: nobody has to repeat themselves."""
    party, now = door.party(request, key), timezone.now()
    if not is_too_often("begin", sender_of(request)) and queries.is_open(now):
        actions.begin(party.case, now)
    return answer(request, party, now)


@never_cache
@require_safe
def is_open(request: HttpRequest) -> HttpResponse:
    """For pages that stand finished for everybody (data-fresh): the call to chat, or nothing. The same for all."""
    return render(request, "live/offer.html", {"is_open": offers.is_offered(timezone.now())})


def answer(request: HttpRequest, party: door.Party, now: datetime) -> HttpResponse:
    """The thread for the script that sent the form, the page for everybody else."""
    if request.headers.get("X-Live"):
        return render(request, "live/part.html", part(party, now))
    return redirect("live:talk", party.key)


def page(request: HttpRequest, party: door.Party, now: datetime, form: Any = None, status: int = 200) -> HttpResponse:
    context = part(party, now) | {"form": form or say_form(request, party), "language": get_language()}
    return render(request, "live/talk.html", context, status=status)
