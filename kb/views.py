"""Pages of the help centre, and what search engines ask for."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from kb import shown
from kb.addresses import page_at
from kb.sitemap import entries


@shown.keepable
@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The same for every visitor, also for a signed-in one."""
    shown.note(shown.SITEMAP)
    return render(request, "kb/sitemap.xml", {"entries": entries(request)}, content_type="application/xml")


def page(request: HttpRequest, path: str) -> HttpResponseBase:
    """Wagtail serves the page; which one is known already when it stands where its address says."""
    found = page_at(path, request)
    if found is not None:
        vars(request)["_wagtail_route_for_request"] = RouteResult(found)
    answer: HttpResponseBase = serve(request, path)
    return answer
