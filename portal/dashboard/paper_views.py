"""/help/pdf/<article>/"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from kb.access import visible_to
from kb.models import ArticlePage
from kb.rules import Audience
from orders.rendering import RenderingFailed
from portal.dashboard.papers import NotReady, paper_of, pdf_of

AGAIN_SECONDS = 3


@require_safe
def article_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The article for who may read it, made on the first demand and then kept."""
    article = get_object_or_404(visible_to(request.user).select_related("locale"), pk=pk)
    paper = paper_of(article)
    etag = f'"{paper.digest}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return _kept_by(article, unchanged)
    try:
        content = pdf_of(paper)
    except NotReady:
        return _sorry(request, article, status=202)
    except RenderingFailed:
        return _sorry(request, article, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{article.slug}.pdf") or "attachment"
    response["Content-Language"] = article.locale.language_code
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Search engines have the article itself.
    response["X-Robots-Tag"] = "noindex"
    response["ETag"] = etag
    return _kept_by(article, response)


def _kept_by(article: ArticlePage, response: HttpResponse) -> HttpResponse:
    is_public = article.audience == Audience.PUBLIC
    response["Cache-Control"] = "public, max-age=300" if is_public else "private, no-store"
    return response


def _sorry(request: HttpRequest, article: ArticlePage, status: int) -> HttpResponse:
    with translation.override(article.locale.language_code):
        context = {"article": article, "is_late": status == 503}
        response = render(request, "dashboard/paper_waiting.html", context, status=status)
    response["Cache-Control"] = "no-store"
    if status == 202:
        response["Refresh"] = str(AGAIN_SECONDS)
    # pdf_of() wrote the reason down once; Django would write an error for every visit.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
