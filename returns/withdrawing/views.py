"""The withdrawal function: a page, a confirmation, an acknowledgement. No login, no script, no cookie.

The first page is the same for every stranger, so that it can stand finished; forms are told from other sites' by
Sec-Fetch-Site and Origin instead of a token.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from kb import shown
from kb.reading.door import address_of
from orders.sending import careful
from orders.verifying.answers import is_from_elsewhere
from returns.withdrawing import actions
from returns.withdrawing.beside import beside
from returns.withdrawing.door import form_for
from returns.withdrawing.forms import StatementForm
from returns.withdrawing.limits import is_too_often, wait_of_mailbox
from returns.withdrawing.once import confirmed_before, sealed_key
from returns.withdrawing.pages import confirm_page, proof_page, seen_by, start_page
from returns.withdrawing.tokens import receipt_token


def secret_address(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The address is a secret: no other page may learn it. "no-referrer" would make forms come from "null"."""

    @wraps(view)
    def inner(request: HttpRequest, *positional: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *positional, **named)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return inner


@require_safe
@shown.keepable
def withdraw(request: HttpRequest) -> HttpResponse:
    """What is to be declared; with `?order=` of somebody who may act on it, filled in."""
    shown.note(shown.EVERYTHING)
    return _start(request, form_for(request, request.GET.get("order", "")))


@csrf_exempt
@cache_control(
    private=True, no_cache=True
)  # "no-store" would make the way back from the answer an error of the browser
def check(request: HttpRequest) -> HttpResponse:
    """The statement as it will be sent, with nothing but the confirmation; or what is still missing."""
    if request.method != "POST":
        return redirect("cases:withdraw")
    if "change" in request.POST:
        typed = {name: value for name, value in request.POST.items() if name != "order"}
        return _start(request, form_for(request, request.POST.get("order", ""), typed=typed))
    form = form_for(request, request.POST.get("order", ""), request.POST)
    return _confirmation(request, form) if form.is_valid() else _start(request, form)


@csrf_exempt
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """The statement is made. Pressed twice, it is one."""
    if request.method != "POST":
        return redirect("cases:withdraw")
    now, key = timezone.now(), sealed_key(request.POST)
    if key and confirmed_before(key, now):
        return redirect("cases:withdrawal", receipt_token(key))
    form = form_for(request, request.POST.get("order", ""), request.POST)
    if not form.is_valid():
        return _start(request, form)
    if is_from_elsewhere(request):
        return _confirmation(request, form, problem="elsewhere", status=403)
    said = form.statement(get_language() or "en")
    if key is None or actions.sent_before(key):
        key = actions.key_for(said, now)
    if actions.sent_before(key) is None:
        if is_too_often(request):
            return _confirmation(request, form, problem="too_often", status=429)
        user = request.user if request.user.is_authenticated else None
        sender = actions.Sender(address_of(request), user, wait_of_mailbox(said.email))
        actions.submit(said, key=key, sender=sender, now=now)
    return redirect("cases:withdrawal", receipt_token(key))


@require_safe
@never_cache
@secret_address
def withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    """What was declared and when; where it stands, for who has the link from the mail."""
    seen = seen_by(request, token, timezone.now())
    if seen is None:
        return render(request, "returns/withdrawing/no_proof.html", status=404)
    page = proof_page(seen, token) | {"beside": beside(request, seen.withdrawal, token) if seen.is_receipt else []}
    return render(request, "returns/withdrawing/proof.html", page)


@require_safe
@never_cache
@secret_address
def acknowledgement(request: HttpRequest, token: str) -> HttpResponseBase:
    """The PDF; until it is there, a page that says so."""
    seen = seen_by(request, token, timezone.now())
    if seen is None:
        raise Http404
    try:
        content = storages["private"].open(seen.withdrawal.match.pdf) if seen.withdrawal.match.pdf else None
    except FileNotFoundError:
        content = None
    if content is None:
        return render(request, "returns/withdrawing/paper_waiting.html", {"token": token}, status=202)
    name = f"withdrawal-{seen.withdrawal.moment[:10]}-{seen.withdrawal.position}.pdf"
    return careful(FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf"))


def _start(request: HttpRequest, form: StatementForm) -> HttpResponse:
    return render(request, "returns/withdrawing/start.html", start_page(request, form, timezone.now()))


def _confirmation(request: HttpRequest, form: StatementForm, problem: str = "", status: int = 200) -> HttpResponse:
    context = confirm_page(form, get_language() or "en", timezone.now()) | {"problem": problem}
    response = render(request, "returns/withdrawing/confirm.html", context, status=status)
    if status == 429:
        response["Retry-After"] = "600"
    return response
