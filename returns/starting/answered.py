"""“This answers my question”: she leaves the form, and nothing is sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from returns.starting import offering


@require_POST
@never_cache
def help_answered(request: HttpRequest) -> HttpResponse:
    if offering.answered(request, request.POST.get("kind", "")):
        messages.success(request, _("Good to know, thank you. Nothing was sent; we are here if you need us."))
    return redirect("home")
