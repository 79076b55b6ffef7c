"""Short links to articles that an agent sent: opened once by a person, then on to the article."""

import re

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kb.rules import Audience
from kb.short_links import article_with
from portal.desk.articles.pages import path_of, readable
from portal.desk.models import ArticleLink
from returns.access import WORK_CASES

CODE = re.compile(r"[A-Za-z0-9_-]{22}")
# Programs that fetch links to show a preview or to look for malware; a person's browser names none of these.
PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|preview|scan|fetch|monitor|facebookexternalhit|whatsapp|telegram|curl|wget|python|java/|go-http",
    re.IGNORECASE,
)


@require_safe
@never_cache
def open_article(request: HttpRequest, code: str) -> HttpResponse:
    """Send the customer to the article in the case's language; note the first time a person came.

    An article's own short address leads to it for everybody who may read it, and counts nothing.
    """
    if shared := article_with(code, request.user):
        return redirect(path_of(shared))
    link = _find(code)
    page = readable(link.page, link.case) if link else None
    if link is None or page is None:
        with translation.override(link.case.language if link else translation.get_language()):
            return render(request, "desk/article_gone.html", status=404)
    if page.audience != Audience.PUBLIC and request.user.is_anonymous:
        return redirect_to_login(request.path)
    if by_a_customer(request):
        ArticleLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=timezone.now())
    return redirect(path_of(page))


def by_a_customer(request: HttpRequest) -> bool:
    """False for look-aheads, mail scanners and our own agents: they would make a link look read."""
    purpose = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose"))
    agent = request.headers.get("User-Agent", "")
    return (
        request.method == "GET"
        and not re.search("prefetch|prerender|preview", purpose, re.IGNORECASE)
        and bool(agent)
        and not PROGRAMS.search(agent)
        and not request.user.has_perm(WORK_CASES)
    )


def _find(code: str) -> ArticleLink | None:
    if not CODE.fullmatch(code):
        return None
    return ArticleLink.objects.select_related("case__customer", "page__locale").filter(code=code).first()
