"""People without an account: ask by address, come back by the link in the mail. It opens nothing but this."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.finding import without_referrer
from portal.accounts.limits import may_have_mail
from portal.accounts.models import DataRequest, PrivacySettings
from portal.accounts.privacy import actions, guests
from portal.accounts.privacy.forms import AddressForm
from portal.accounts.privacy.keeping import request_to_keep
from portal.accounts.privacy.queries import plan_for
from portal.accounts.privacy.subject import of_address
from portal.accounts.privacy.views import archive

forms_only = require_http_methods(["GET", "HEAD", "POST"])


@forms_only
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The same answer after the same work, whatever is held under the address."""
    form = AddressForm(request.POST or None)
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        if may_have_mail(request, email):
            guests.ask(email, get_language() or "en", timezone.now())
            return redirect("privacy:guest_sent")
        form.add_error(None, _("That was a lot of tries. Wait an hour, then ask again."))
    return render(request, "privacy/guest_ask.html", {"form": form})


@require_safe
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/guest_sent.html")


@forms_only
@never_cache
@without_referrer
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail programs follow links too."""
    now = timezone.now()
    found = guests.request_for(token, now)
    if found is None:
        return render(request, "privacy/no_link.html", status=404)
    if request.method == "POST":
        wanted = request.POST.get("do", "")
        if wanted == "erase" and guests.start(found, DataRequest.Kind.ERASE, now):
            return redirect("privacy:erasing")
        if wanted == "export":
            guests.start(found, DataRequest.Kind.EXPORT, now)
        return redirect("privacy:guest", token)
    plan = plan_for(of_address(found.email, now), PrivacySettings.load())
    return render(request, "privacy/guest.html", {"asked": found, "token": token, "plan": plan, "now": now})


@require_safe
@never_cache
@without_referrer
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """Raises Http404 for a link that opens nothing, or has nothing packed."""
    now = timezone.now()
    found = guests.request_for(token, now)
    if found is None or found.state != DataRequest.State.READY or not found.expires_at or found.expires_at <= now:
        raise Http404
    return archive(found)


@forms_only
@never_cache
@without_referrer
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail, without signing in: it stops an erasure and opens nothing."""
    erasure = request_to_keep(token)
    if erasure is None:
        return render(request, "privacy/no_link.html", status=404)
    if request.method == "POST":
        is_kept = actions.stop_erasure(erasure, timezone.now())
        return render(request, "privacy/kept.html", {"is_kept": is_kept})
    return render(request, "privacy/keep.html", {"erasure": erasure, "token": token})
