"""Flags on articles, as lists, figures and side panels need them."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from kb.models import ArticleFlag


def flagged(articles: Collection[int]) -> frozenset[int]:
    """Which of these articles somebody said is wrong, and no editor has answered yet."""
    rows = ArticleFlag.objects.filter(article__in=articles, resolved_at=None).order_by()
    return frozenset(rows.values_list("article_id", flat=True))


def of_article(article_id: int) -> list[ArticleFlag]:
    """Open ones first, then what was answered, the latest first."""
    rows = ArticleFlag.objects.filter(article=article_id).select_related("flagged_by", "resolved_by")
    return sorted(rows, key=lambda flag: (flag.resolved_at is not None, -flag.flagged_at.timestamp()))


def from_case(about: str) -> QuerySet[ArticleFlag]:
    """What was flagged there, with what came of it."""
    return ArticleFlag.objects.filter(about=about).select_related("article", "flagged_by", "resolved_by")


def counts(article_id: int, since: date, until: date) -> tuple[int, int]:
    """(flagged in these days, open now)."""
    zone = timezone.get_current_timezone()
    start, end = (datetime.combine(day, time.min, zone) for day in (since, until + timedelta(days=1)))
    found = ArticleFlag.objects.filter(article=article_id).aggregate(
        flagged=Count("pk", filter=Q(flagged_at__gte=start, flagged_at__lt=end)),
        waiting=Count("pk", filter=Q(resolved_at=None)),
    )
    return found["flagged"], found["waiting"]
