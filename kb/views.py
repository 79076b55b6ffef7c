"""What search engines ask for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kb import shown
from kb.sitemap import entries


@shown.keepable
@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The same for every visitor, also for a signed-in one."""
    shown.note(shown.SITEMAP)
    return render(request, "kb/sitemap.xml", {"entries": entries(request)}, content_type="application/xml")
