"""What readers said when an article did not help: for reports and for the article's own edit page."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, QuerySet

from kb.models import Vote


def explained(since: date, until: date) -> QuerySet[Vote]:
    """Every no with a reason, between two days and both included, the newest first."""
    told = Vote.objects.filter(helpful=False, day__range=(since, until)).exclude(reason="")
    return told.select_related("article__locale").order_by("-day", "-id")


def reasons(article_ids: Iterable[int], since: date, until: date) -> dict[int, Counter[str]]:
    """How often each Vote.Reason was given, by article id. One query, however many articles."""
    rows = explained(since, until).filter(article_id__in=article_ids).order_by().values_list("article_id", "reason")
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for article_id, reason, times in rows.annotate(times=Count("pk")):
        found[article_id][reason] = times
    return dict(found)


def words(article_id: int, since: date, until: date, limit: int = 20) -> list[Vote]:
    """The newest votes of an article that say something in the reader's own words (masked when they were kept)."""
    return list(explained(since, until).filter(article_id=article_id).exclude(words="")[:limit])
