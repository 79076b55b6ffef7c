from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from returns import access
from returns.calendar.files import deadlines_file, running_deadlines


@require_safe
@never_cache
@login_required
def deadlines(request: HttpRequest, reference: str) -> HttpResponse:
    """The owner's alone; nothing is due: 404, since a calendar without an entry is no calendar."""
    case = access.get_case(request.user, reference)
    running = running_deadlines(case)
    if not running:
        raise Http404
    content = deadlines_file(case, running, get_language() or "en", timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response["Content-Disposition"] = f'attachment; filename="{case.reference}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
