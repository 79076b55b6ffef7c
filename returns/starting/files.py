"""Files sent ahead of their form, with progress: the same checks, the same waiting place, the same sentences."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from returns.access import member, uploads_of
from returns.actions import keep_uploads


@require_POST
@never_cache
@login_required
def files(request: HttpRequest) -> HttpResponse:
    """What waits under the page's key now, and what was not taken, as a part of a page."""
    try:
        key = UUID(request.POST.get("submission_key", ""))
    except ValueError:
        raise Http404 from None
    person = member(request)
    refused = keep_uploads(by=person, key=key, files=request.FILES.getlist("photos"), now=timezone.now())
    return render(request, "returns/files_sent.html", {"waiting": uploads_of(person, key), "refused": refused})
