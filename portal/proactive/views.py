"""Taking an offer, or putting it away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kb.trail.door import is_opened_by_a_person
from portal.proactive.access import get_nudge
from portal.proactive.actions import dismiss, note_used
from portal.proactive.words import targets


@require_safe
@never_cache
def go(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """To where the offer leads; that it was used is noted for people, not for browsers that fetch ahead."""
    row = get_nudge(request, pk)
    if name == "article":
        url = row.article.get_url(request) if row.article and row.article.live else None
    else:
        url = targets(row).get(name)
    if not url:
        raise Http404
    if is_opened_by_a_person(request):
        note_used(row, timezone.now())
    return redirect(url)


@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    dismiss(get_nudge(request, pk), timezone.now())
    messages.success(request, _("Put away. It does not come back."))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "home")
