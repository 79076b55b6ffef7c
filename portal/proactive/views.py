"""Taking an offer, or putting it away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kb.models import ArticlePage
from kb.trail.door import is_opened_by_a_person
from portal.proactive.access import get_nudge
from portal.proactive.actions import dismiss, note_used
from portal.proactive.models import Nudge
from portal.proactive.words import targets


@require_safe
@never_cache
def go(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """To where the offer leads; that it was used is noted for people, not for browsers that fetch ahead."""
    row = get_nudge(request, pk)
    url = article_url(row, request) if name == "article" else targets(row).get(name)
    if not url:
        raise Http404
    if is_opened_by_a_person(request):
        note_used(row, timezone.now())
    return redirect(url)


def article_url(row: Nudge, request: HttpRequest) -> str | None:
    """In the language of the page she came from; else as it was offered."""
    if row.article is None or not row.article.live:
        return None
    here = ArticlePage.objects.filter(pk=vars(row).get("here_id") or row.article.pk).first()
    url: str | None = (here or row.article).get_url(request)
    return url


@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    dismiss(get_nudge(request, pk), timezone.now())
    messages.success(request, _("Put away. It does not come back."))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "home")
