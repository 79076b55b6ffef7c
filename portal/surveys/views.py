"""One question, an optional word, help if it is needed. No script, no sign-in, no cookie; only a POST is kept.

Programs that scan mails follow every link: a GET or HEAD, with whatever score in the address, opens the page and
records nothing. Forms carry no token against other sites: the address itself is the secret.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kb.reading.door import from_our_page
from portal.surveys import actions
from portal.surveys.asked import opened
from portal.surveys.door import invitation_of, is_too_often, secret_page
from portal.surveys.errors import NotOpen
from portal.surveys.forms import ScoreForm, WordsForm
from portal.surveys.models import Answer, Invitation
from portal.surveys.pages import question_page, thanks_page
from portal.surveys.queries import current
from portal.surveys.rules import is_open

forms_only = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt
@forms_only
@secret_page
def survey(request: HttpRequest, token: str) -> HttpResponse:
    if is_too_often(request):
        return too_often(request)
    invitation, now = invitation_of(token), timezone.now()
    if invitation is None:
        return over(request, 404)
    if request.method == "POST":
        return keep(request, invitation)
    given = current(invitation)
    if given is None and not is_askable(invitation, now):
        return over(request, 410, invitation)
    if given is not None and ("change" not in request.GET or not is_askable(invitation, now)):
        return render(request, "surveys/thanks.html", thanks_page(request, invitation, given, now))
    return render(request, "surveys/survey.html", question_page(request, invitation, given))


def keep(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = ScoreForm(invitation.kind, request.POST)
    if not form.is_valid():
        context = question_page(request, invitation, current(invitation)) | {"problem": _("Choose one number.")}
        return render(request, "surveys/survey.html", context)
    try:
        actions.answer(invitation, form.cleaned_data["score"], timezone.now())
    except NotOpen:
        return over(request, 410, invitation)
    return redirect("surveys:survey", invitation.token)


@csrf_exempt
@require_POST
@secret_page
def words(request: HttpRequest, token: str) -> HttpResponse:
    found = answered(token)
    if found is None or is_too_often(request):
        return over(request, 404) if found is None else too_often(request)
    invitation, given = found
    form = WordsForm(invitation.kind, request.POST)
    now = timezone.now()
    if not form.is_valid():
        return render(request, "surveys/thanks.html", thanks_page(request, invitation, given, now, form))
    try:
        actions.say(given, form.cleaned_data["word"], form.cleaned_data["better"], now)
    except NotOpen:
        return over(request, 410, invitation)
    return redirect("surveys:survey", token)


@csrf_exempt
@require_POST
@secret_page
def help_me(request: HttpRequest, token: str) -> HttpResponse:
    """The case is open again; pressed twice, it is one message."""
    found = answered(token)
    if found is None or is_too_often(request):
        return over(request, 404) if found is None else too_often(request)
    if actions.ask_for_help(found[1], timezone.now()) is None:
        return redirect("cases:contact")
    return redirect("surveys:survey", token)


@csrf_exempt
@forms_only
@secret_page
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A look changes nothing; a mail program's own button posts List-Unsubscribe=One-Click (RFC 8058)."""
    if is_too_often(request):
        return too_often(request)
    invitation = invitation_of(token)
    if invitation is None:
        return over(request, 404)
    state = "asked"
    if request.method == "POST":
        state = "on" if request.POST.get("do") == "start" else "off"
        actions.stop(invitation, timezone.now(), stopped=state == "off")
    return render(request, "surveys/stop.html", {"state": state})


@csrf_exempt
@require_POST
@secret_page
def quick(request: HttpRequest) -> HttpResponse:
    """One tap on a page of ours, and back to it."""
    asked = opened(request.POST.get("asked", ""))
    if asked is None or not from_our_page(request):
        return over(request, 410)
    if is_too_often(request):
        return too_often(request)
    form = ScoreForm(asked.kind, request.POST)
    if form.is_valid():
        actions.answer_quickly(asked, form.cleaned_data["score"], timezone.now())
    ours = url_has_allowed_host_and_scheme(asked.back, allowed_hosts=None)
    return redirect(asked.back if ours else "home")


def answered(token: str) -> tuple[Invitation, Answer] | None:
    invitation = invitation_of(token)
    given = current(invitation) if invitation else None
    return (invitation, given) if invitation and given else None


def is_askable(invitation: Invitation, now: Any) -> bool:
    return invitation.asked_at is not None and is_open(invitation.asked_at, now)


def over(request: HttpRequest, status: int, invitation: Invitation | None = None) -> HttpResponse:
    return render(request, "surveys/over.html", {"invitation": invitation}, status=status)


def too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "surveys/over.html", {"too_often": True}, status=429)
    response["Retry-After"] = "60"
    return response
