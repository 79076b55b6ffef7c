"""The help centre inside another site: one script tag there, a frame of ours with search and answers in it.

The frame shows what everybody may read, whoever is signed in here: the shop's site around it is not ours.
"""

import json
from pathlib import Path

from csp.constants import NONE
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kb.access import visible_to
from kb.living_blocks import video_origins
from kb.queries import popular_articles
from kb.search.find import find

MOST_ANSWERS = 6
MOST_POPULAR = 5


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@require_safe
@cache_control(public=True, max_age=3600)
def script(request: HttpRequest) -> HttpResponse:
    """What the shop's page loads: the words and addresses in the language of this address, then the behaviour."""
    if not (found := finders.find("js/widget.js")):
        raise Http404
    words = {
        "frame": settings.SITE_URL + reverse("widget:search"),
        "open": gettext("Help"),
        "close": gettext("Close"),
        "title": gettext("Help centre"),
    }
    # Other sites may load a script only of a host that says so, and may read it only as a script.
    body = f"(({{words}}) => {{\n{Path(str(found)).read_text('utf-8')}}})({{words: {json.dumps(words)}}});\n"
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    request.user = AnonymousUser()
    question = request.GET.get("q", "")
    results = find(question, language=_language(), user=request.user, request=request)
    context = {
        "question": results.text,
        "results": results,
        "answers": results.best[:MOST_ANSWERS],
    }
    if not context["answers"]:
        context["popular"] = popular_articles(_language(), MOST_POPULAR, request)
    return _framed(render(request, "kb/widget/search.html", context))


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """In the article's own language, whichever the frame's is; the question leads back to its answers."""
    request.user = AnonymousUser()
    page = get_object_or_404(visible_to(request.user), pk=pk)
    context = {"page": page, "question": request.GET.get("q", "")}
    return _framed(render(request, "kb/widget/article.html", context), video_origins(page.body))


def _framed(response: HttpResponse, videos: list[str] | None = None) -> HttpResponse:
    """Only the sites that the operator named may show it; X-Frame-Options knows no lists and stays away."""
    may_frame = settings.WIDGET_SITES or [NONE]
    vars(response)["_csp_update"] = {"frame-src": videos} if videos else {}
    vars(response)["_csp_replace"] = {"frame-ancestors": may_frame}
    vars(response)["xframe_options_exempt"] = bool(settings.WIDGET_SITES)
    return response
