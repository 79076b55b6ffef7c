"""Sums over days: finished days from their counters, the last one or two from the views themselves."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from kb.figures.rules import ADDED, Period, Readings, View, tally
from kb.models import ArticleDay, ArticlePage, ArticleView, Vote

Sums = dict[Any, Counter[str]]
OF_QUALITY = ("views", "timed", "solved", "engaged")
SEEN = ("timed", "active_ms", "scroll_percent", "end_seen", "contacted", "searched", "voted_no")


def added_up(views: QuerySet[ArticleView], *by: str) -> Sums:
    """The counters of views, by the fields named: (article_id, device) gives {(1, "s"): {"views": 3, …}}."""
    sums: Sums = defaultdict(Counter)
    rows = views.values_list(*by, "article__expected_seconds", *SEEN)
    for row in rows.iterator():
        key = row[: len(by)]
        sums[key].update(tally(View(*row[len(by) + 1 :]), row[len(by)]))
    return sums


def sums(period: Period, articles: Collection[int] | None, *by: str, names: Sequence[str] = ADDED) -> Sums:
    """The counters of a period by the fields named, of some articles or of all. Three statements.

    `names` are the counters wanted: thirteen months are a hundred thousand rows, and each column costs.
    """
    last = ArticleDay.objects.aggregate(last=Max("day"))["last"] or date.min
    between = Q(day__range=(period.since, period.today))
    if articles is not None:
        between &= Q(article_id__in=articles)
    found = added_up(ArticleView.objects.filter(between, day__gt=last), *by)
    counted = {f"sum_{name}": Sum(name) for name in names}
    for row in ArticleDay.objects.filter(between).order_by().values(*by).annotate(**counted):
        key = tuple(row[field] for field in by)
        found[key].update({name: row[f"sum_{name}"] or 0 for name in names})
    return found


def by_article(
    period: Period, articles: Collection[int] | None = None, names: Sequence[str] = ADDED
) -> dict[int, Readings]:
    return {key[0]: Readings(counts) for key, counts in sums(period, articles, "article_id", names=names).items()}


def by_device(
    period: Period, articles: Collection[int] | None = None, names: Sequence[str] = ADDED
) -> dict[str, Readings]:
    return {key[0]: Readings(counts) for key, counts in sums(period, articles, "device", names=names).items()}


def by_day(
    period: Period, articles: Collection[int] | None = None, names: Sequence[str] = ADDED
) -> dict[date, Readings]:
    return {key[0]: Readings(counts) for key, counts in sums(period, articles, "day", names=names).items()}


def together(readings: Iterable[Readings]) -> Readings:
    total: Counter[str] = Counter()
    for each in readings:
        total.update(each.counts)
    return Readings(total)


def site_solved(readings: Iterable[Readings]) -> float:
    """The share of solved views of the whole site; one half as long as there are none."""
    counts = together(readings).counts
    return counts.get("solved", 0) / counts["timed"] if counts.get("timed") else 0.5


def latest_votes(articles: Iterable[ArticlePage]) -> dict[int, tuple[int, int]]:
    """(helpful, all) on the last two revisions that readers were shown, by article id. One statement.

    The last two are the one that is live and the newest other one that was voted on, so that a small correction
    does not throw away what readers said.
    """
    live = {article.pk: article.live_revision_id for article in articles}
    rows = Vote.objects.filter(article_id__in=live, revision__isnull=False).order_by("article_id", "-revision_id")
    counted = rows.values_list("article_id", "revision_id").annotate(
        yes=Count("pk", filter=Q(helpful=True)), total=Count("pk")
    )
    found: dict[int, tuple[int, int]] = {}
    older: Counter[int] = Counter()
    for article_id, revision_id, yes, total in counted:
        older[article_id] += revision_id != live[article_id]
        if revision_id == live[article_id] or older[article_id] == 1:
            before = found.get(article_id, (0, 0))
            found[article_id] = (before[0] + yes, before[1] + total)
    return found


def votes(period: Period, articles: Collection[int] | None = None) -> dict[int, tuple[int, int]]:
    """(helpful, all) by article id, for any revision."""
    rows = Vote.objects.filter(day__range=(period.since, period.today))
    if articles is not None:
        rows = rows.filter(article_id__in=articles)
    counted = (
        rows.order_by().values_list("article_id").annotate(yes=Count("pk", filter=Q(helpful=True)), total=Count("pk"))
    )
    return {article_id: (yes, total) for article_id, yes, total in counted}
