"""The customer's home."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kb import shown
from portal.accounts.models import User
from portal.dashboard import queries


@shown.keepable
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    shown = queries.home(request, user, get_language() or settings.LANGUAGE_CODE)
    return render(request, "dashboard/home.html", {"home": shown})
