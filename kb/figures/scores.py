"""The quality of articles: where the four parts come from. Six statements, however many articles."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from kb.figures import queries
from kb.figures.rules import Period, Quality, Readings, due_date, freshness, quality
from kb.models import ArticlePage, VariableChange


def changed_facts(articles: Sequence[ArticlePage]) -> set[int]:
    """Articles that use a shop value which changed since their last review."""
    keys = [article.pk for article in articles]
    return set(VariableChange.objects.filter(article_id__in=keys).values_list("article_id", flat=True))


def looked_at(article: ArticlePage) -> date | None:
    """The day on which somebody last published it or found it true."""
    moments = [moment for moment in (article.last_published_at, article.checked_at) if moment]
    return timezone.localdate(max(moments)) if moments else None


def review_due(article: ArticlePage) -> date | None:
    return due_date(article.review_date, looked_at(article))


def qualities(articles: Sequence[ArticlePage], period: Period) -> dict[int, Quality]:
    """By article id. The average that small numbers are drawn to is the whole site's, not that of these articles."""
    readings = queries.by_article(period, names=queries.OF_QUALITY)
    site = queries.site_solved(readings.values())
    votes, changed = queries.latest_votes(articles), changed_facts(articles)
    return {
        article.pk: quality(
            readings.get(article.pk, Readings({})),
            votes.get(article.pk, (0, 0)),
            site,
            freshness(review_due(article), period.today, article.pk in changed),
        )
        for article in articles
    }
