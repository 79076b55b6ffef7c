"""Keeping what beacons say, and forgetting it in time."""

from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case, F, Model, Value, When
from django.db.models.functions import Greatest

from kb import shown
from kb.figures.queries import added_up
from kb.models import ArticleDay, ArticleView, ReadingDay
from kb.reading import rules
from kb.reading.rules import Beacon

KEPT = ("article_id", "device", "source", "active_ms", "timed")
COUNTERS: tuple[type[Model], ...] = (ReadingDay, ArticleDay)


def record(beacon: Beacon, article_id: int, today: date) -> None:
    """Keeps the largest totals of a view. One statement: the first beacon inserts, later ones update."""
    if beacon.number == 0 or not _raise_totals(beacon, article_id):
        _begin(beacon, article_id, today)


def _begin(beacon: Beacon, article_id: int, today: date) -> None:
    ArticleView.objects.bulk_create([view_of(beacon, article_id, today)], ignore_conflicts=True)


def view_of(beacon: Beacon, article_id: int, today: date) -> ArticleView:
    """What this one beacon says of its view; not saved."""
    return ArticleView(
        id=beacon.view,
        article_id=article_id,
        day=today,
        device=beacon.device,
        source=beacon.source,
        timed=beacon.number > 0,
        active_ms=beacon.active_ms,
        visible_ms=beacon.visible_ms,
        scroll_percent=beacon.scroll_percent,
        end_seen=beacon.end_seen,
        **dict.fromkeys(beacon.outcomes, True),
    )


def _raise_totals(beacon: Beacon, article_id: int) -> bool:
    # The article is part of the condition: a view can't be moved to another article.
    changed = ArticleView.objects.filter(pk=beacon.view, article_id=article_id).update(
        timed=True,
        active_ms=Greatest(F("active_ms"), beacon.active_ms),
        visible_ms=Greatest(F("visible_ms"), beacon.visible_ms),
        scroll_percent=Greatest(F("scroll_percent"), beacon.scroll_percent),
        end_seen=Case(When(end_seen=True, then=Value(True)), default=Value(beacon.end_seen)),
        **dict.fromkeys(beacon.outcomes, True),
    )
    return bool(changed)


def fold(today: date) -> int:
    """Adds up finished days as counters; returns how many days. A day that is folded already stays as it is."""
    finished = ArticleView.objects.filter(day__lt=today - timedelta(days=1))
    folded = ArticleDay.objects.order_by().values("day").distinct()
    days = list(finished.exclude(day__in=folded).order_by("day").values_list("day", flat=True).distinct())
    for day in days:
        _fold_day(day)
    if days:
        # Which articles are read most may be others now.
        shown.announce(shown.READERS, soon=True)
    return len(days)


def _fold_day(day: date) -> None:
    views = ArticleView.objects.filter(day=day)
    counts: Counter[tuple[int, str, str, int]] = Counter()
    for article_id, device, source, active_ms, timed in views.values_list(*KEPT).iterator():
        counts[article_id, device, source, rules.bucket(active_ms, timed)] += 1
    sums = added_up(views, "article_id", "device")
    with transaction.atomic():
        ReadingDay.objects.bulk_create(
            [
                ReadingDay(article_id=article_id, day=day, device=device, source=source, bucket=bucket, views=views)
                for (article_id, device, source, bucket), views in counts.items()
            ],
            ignore_conflicts=True,
        )
        ArticleDay.objects.bulk_create(
            [
                ArticleDay(article_id=article_id, device=device, day=day, **found)
                for (article_id, device), found in sums.items()
            ],
            ignore_conflicts=True,
        )


def purge(today: date) -> int:
    """Folds what is due, then deletes views after a month and counters after 13; returns the rows deleted."""
    fold(today)
    views, _ = ArticleView.objects.filter(day__lt=today - rules.KEEP_VIEWS).delete()
    counters = [model._default_manager.filter(day__lt=today - rules.KEEP_COUNTERS).delete() for model in COUNTERS]
    return views + sum(deleted for deleted, _ in counters)
