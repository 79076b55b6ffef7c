"""The figures of the reading report, for the articles one page of it shows."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Q

from kb.models import ArticlePage, ArticleView, Vote
from kb.reading import rules
from kb.reading.rules import FEWEST_READERS, REPORT_DAYS, Reading


class Row(NamedTuple):
    timed: bool
    active_ms: int
    scroll_percent: int
    end_seen: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """One article's last 28 days. None: fewer than five readers, so nothing is shown."""

    views: int | None = None
    coverage: float | None = None
    median: float | None = None
    p25: float | None = None
    p75: float | None = None
    under_minute: float | None = None
    classes: dict[str, int | None] = field(default_factory=dict)
    votes: int | None = None
    helpful: float | None = None


def window_start(today: date) -> date:
    return today - timedelta(days=REPORT_DAYS - 1)


def figures(articles: Iterable[ArticlePage], today: date) -> dict[int, Figures]:
    """Figures by article id: two queries, however many articles."""
    expected = {article.pk: article.expected_seconds for article in articles}
    since = window_start(today)
    rows: dict[int, list[Row]] = defaultdict(list)
    views = ArticleView.objects.filter(article_id__in=expected, day__range=(since, today))
    fields = ("article_id", "timed", "active_ms", "scroll_percent", "end_seen")
    for article_id, timed, active_ms, scroll_percent, end_seen in views.values_list(*fields).iterator():
        rows[article_id].append(Row(timed, active_ms, scroll_percent, end_seen))
    given = Vote.objects.filter(article_id__in=expected, day__range=(since, today)).values_list("article_id")
    counted = given.annotate(total=Count("pk"), yes=Count("pk", filter=Q(helpful=True)))
    votes = {article_id: (total, yes) for article_id, total, yes in counted}
    return {pk: _one(rows[pk], seconds, *votes.get(pk, (0, 0))) for pk, seconds in expected.items()}


def _one(rows: list[Row], expected: int, votes: int, helpful: int) -> Figures:
    shown: dict[str, object] = {}
    if votes >= FEWEST_READERS:
        shown |= {"votes": votes, "helpful": helpful / votes}
    timed = [row for row in rows if row.timed]
    if len(rows) >= FEWEST_READERS:
        shown |= {"views": len(rows), "coverage": len(timed) / len(rows)}
    if len(timed) >= FEWEST_READERS:
        times = sorted(row.active_ms for row in timed)
        shown |= {
            "median": rules.quantile(times, 0.5) / 1000,
            "p25": rules.quantile(times, 0.25) / 1000,
            "p75": rules.quantile(times, 0.75) / 1000,
            "under_minute": sum(active < 60_000 for active in times) / len(times),
            "classes": _classes(timed, expected),
        }
    return Figures(**shown)  # type: ignore[arg-type]


def _classes(timed: list[Row], expected: int) -> dict[str, int | None]:
    """Views by class; a class of one to four readers is not shown."""
    counts = Counter(rules.classify(row.active_ms, row.scroll_percent, row.end_seen, expected) for row in timed)
    return {each.value: None if 0 < counts[each] < FEWEST_READERS else counts[each] for each in Reading}
