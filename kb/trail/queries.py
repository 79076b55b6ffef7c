"""What a customer read lately, for her own eyes and her own next case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from kb.access import visible_to
from kb.models import ArticlePage, NoTrail, TrailPage
from kb.trail import rules
from kb.trail.rules import Manner


@dataclass(frozen=True, slots=True)
class Step:
    """One article of a trail. revision_id is the one that was shown; 0 when nobody knows."""

    article_id: int
    revision_id: int
    title: str
    url: str
    language: str
    read_at: datetime
    seconds: int
    manner: Manner


def remembers(user: Any) -> bool:
    return not NoTrail.objects.filter(pk=user.pk).exists()


def trail(user: Any, now: datetime, request: HttpRequest | None = None) -> list[Step]:
    """Her own pages of the last week that she may still read, the latest first.

    With the request at hand, Wagtail looks up the site's root once for all of them.
    """
    if not user.is_authenticated:
        return []
    pages = TrailPage.objects.filter(user_id=user.pk, read_at__gte=now - rules.KEEP, article__in=visible_to(user))
    found = pages.select_related("article__locale").order_by("-read_at")[: rules.MOST]
    return [
        Step(
            article_id=page.article_id,
            revision_id=page.revision_id,
            title=page.article.title,
            url=page.article.get_url(request) or "",
            language=page.article.locale.language_code,
            read_at=page.read_at,
            seconds=page.seconds,
            manner=rules.manner(page.seconds, page.article.expected_seconds),
        )
        for page in found
    ]


def article_at(text: str, user: Any) -> ArticlePage | None:
    """The article with this number, as an address names it, if this reader may see it."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    return visible_to(user).filter(pk=int(text)).select_related("locale").first()
