from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache

from portal.accounts.forms import ConfirmItIsYouForm, ProfileForm
from portal.accounts.middleware import COME_BACK_KEY
from portal.accounts.models import User
from portal.accounts.queries import account_overview
from portal.accounts.reauthentication import CodeByMail


@login_required
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    return render(request, "accounts/overview.html", {"account": account_overview(request.user)})


@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with override(user.language):
            messages.success(request, gettext("Saved."))
            return redirect(reverse("accounts:overview"))
    return render(request, "accounts/profile.html", {"form": form})


@login_required
@never_cache
def confirm_it_is_you(request: HttpRequest) -> HttpResponseBase:
    """A code by mail for people who have neither password nor second factor."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    if request.POST.get("action") == "send":
        if not CodeByMail.begin(request, request.user):
            messages.error(request, gettext("That was a lot of codes. Please wait five minutes."))
        return redirect(request.get_full_path())
    process = CodeByMail.resume(request, request.user)
    form = ConfirmItIsYouForm(request.POST or None, code=process.code if process else None)
    if request.method == "POST" and process:
        if form.is_valid():
            return process.finish()
        if not process.record_invalid_attempt():
            messages.error(request, gettext("That was the last try. Please ask for a new code."))
            return redirect(request.get_full_path())
    return render(request, "accounts/confirm_it_is_you.html", {"form": form, "process": process})


@login_required
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why staff need a second factor, and the two ways to get one."""
    come_back = request.session.get(COME_BACK_KEY) or reverse("wagtailadmin_home")
    return render(request, "accounts/second_factor.html", {"come_back_url": come_back})
