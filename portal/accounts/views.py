from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache

from portal.accounts.forms import ProfileForm
from portal.accounts.middleware import COME_BACK_KEY
from portal.accounts.models import User
from portal.accounts.queries import account_overview


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
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why staff need a second factor, and the two ways to get one."""
    come_back = request.session.get(COME_BACK_KEY) or reverse("wagtailadmin_home")
    return render(request, "accounts/second_factor.html", {"come_back_url": come_back})
