"""Atom (RFC 4287): what is new and changed in a topic or a whole language, for feed readers. Public articles only."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from kb.access import visible_to
from kb.models import ArticlePage, HelpHomePage, TopicPage

MOST = 50
# Since when the address of this site names what is below it (RFC 4151): part of every id, never to be changed.
YEAR = 2026
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    title: str
    summary: str
    url: str
    published_at: datetime
    updated_at: datetime


@require_safe
@cache_control(public=True, max_age=900)
def home_feed(request: HttpRequest) -> HttpResponse:
    home = HelpHomePage.objects.live().filter(locale__language_code=_language())
    return _answer(request, get_object_or_404(home), reverse("kb:feed"))


@require_safe
@cache_control(public=True, max_age=900)
def topic_feed(request: HttpRequest, topic: int) -> HttpResponse:
    """404 in another language than the topic's, and for a topic without a public article."""
    found = TopicPage.objects.live().filter(locale__language_code=_language())
    return _answer(request, get_object_or_404(found, pk=topic), reverse("kb:topic_feed", args=[topic]))


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _answer(request: HttpRequest, page: Page, address: str) -> HttpResponse:
    entries = entries_below(page, request)
    if not entries:
        raise Http404
    updated = max(entry.updated_at for entry in entries)
    context = {
        "page": page,
        "id": tag("topic" if isinstance(page, TopicPage) else "home", page),
        "address": f"{settings.SITE_URL}{address}",
        "url": f"{settings.SITE_URL}{page.get_url(request)}",
        "entries": entries,
        "updated_at": updated,
    }
    body = NOT_XML.sub("", render_to_string("kb/feed.xml", context, request)).encode()
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    etag, stamp = f'"{sha256(body).hexdigest()[:32]}"', int(updated.timestamp())
    response["ETag"], response["Last-Modified"] = etag, http_date(stamp)
    # The tag alone decides: a name of the shop may change without any article.
    return get_conditional_response(request, etag=etag, response=response) or response


def entries_below(page: Page, request: HttpRequest) -> list[Entry]:
    """The newest public articles anywhere below a page, the last changed first."""
    articles = visible_to(None).descendant_of(page).filter(last_published_at__isnull=False)
    return [
        Entry(
            tag("article", each),
            each.title,
            each.summary,
            f"{settings.SITE_URL}{each.get_url(request)}",
            each.first_published_at or each.last_published_at,
            each.last_published_at,
        )
        for each in articles.select_related("locale").order_by("-last_published_at", "-pk")[:MOST]
    ]


def tag(kind: str, page: ArticlePage | TopicPage | HelpHomePage | Page) -> str:
    """An id that stays when the page is renamed, moved or rewritten."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{YEAR}:help/{page.locale.language_code}/{kind}/{page.translation_key}"
