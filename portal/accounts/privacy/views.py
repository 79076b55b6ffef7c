"""Account → Your data: take a copy, erase the account, think it over. Re-authentication before each (R20)."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders.sending import careful
from portal.accounts.models import DataRequest, PrivacySettings, User
from portal.accounts.privacy import actions, queries
from portal.accounts.privacy.subject import of_account

really_her = reauthentication_required(app="allauth.account")


def member(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@require_safe
@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    user, now = member(request), timezone.now()
    context = {
        "export": queries.latest_export(user, now),
        "erasure": queries.open_request(user, DataRequest.Kind.ERASE),
        "is_staff": user.is_staff or user.is_superuser,
    }
    return render(request, "privacy/overview.html", context)


@require_POST
@never_cache
@login_required
@really_her
def ask_export(request: HttpRequest) -> HttpResponse:
    actions.ask_export(member(request), get_language() or "en", timezone.now())
    return redirect("privacy:overview")


@require_safe
@never_cache
@login_required
@really_her
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Raises Http404 for somebody else's, and for one whose day is over."""
    export = queries.ready_export(member(request), pk, timezone.now())
    if export is None:
        raise Http404
    return archive(export)


def archive(export: DataRequest) -> HttpResponseBase:
    try:
        content = storages["private"].open(str(export.file.name))
    except FileNotFoundError:
        actions.close_export(export, timezone.now())
        raise Http404 from None
    filename = f"my-data-{timezone.localdate(export.asked_at):%Y-%m-%d}.zip"
    return careful(FileResponse(content, as_attachment=True, filename=filename, content_type="application/zip"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def erase(request: HttpRequest) -> HttpResponseBase:
    """What goes, what stays and why, before the click; the click asks again who it is."""
    user, terms = member(request), PrivacySettings.load()
    if user.is_staff or user.is_superuser:
        raise Http404
    if queries.open_request(user, DataRequest.Kind.ERASE):
        return redirect("privacy:overview")
    if request.method == "POST":
        return ask_erasure(request)
    plan = queries.plan_for(of_account(user, timezone.now()), terms)
    return render(request, "privacy/erase.html", {"plan": plan, "undo_days": terms.undo_days})


@really_her
def ask_erasure(request: HttpRequest) -> HttpResponse:
    actions.ask_erasure(member(request), get_language() or "en", timezone.now())
    if PrivacySettings.load().undo_days:
        return redirect("privacy:overview")
    return redirect("privacy:erasing")


@require_safe
@never_cache
def erasing(request: HttpRequest) -> HttpResponse:
    """Where somebody lands whose account goes at this very moment."""
    return render(request, "privacy/erasing.html")


@require_POST
@never_cache
@login_required
def keep(request: HttpRequest) -> HttpResponse:
    erasure = queries.open_request(member(request), DataRequest.Kind.ERASE)
    if erasure and actions.stop_erasure(erasure, timezone.now()):
        messages.success(request, _("Done. Your account stays, and nothing was erased."))
    return redirect("privacy:overview")
