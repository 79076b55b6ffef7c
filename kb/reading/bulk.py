"""Beacons by the thousand: what kb.reading.actions.record does for one, in a few statements for all."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from kb.models import ArticlePage, ArticleView
from kb.reading.actions import view_of
from kb.reading.rules import Beacon

AT_ONCE = 500
LARGEST = ("active_ms", "visible_ms", "scroll_percent")
ONCE_TRUE = ("timed", "end_seen", "contacted", "searched", "voted_no")


def record_many(beacons: Iterable[tuple[Beacon, int, date]]) -> int:
    """Keeps the largest totals of each view; (beacon, article id, day it came). Returns how many beacons there were.

    Doing it again changes nothing. Beacons of articles that are gone are left out.
    """
    views: dict[UUID, ArticleView] = {}
    number = 0
    for number, (beacon, article_id, day) in enumerate(beacons, 1):  # noqa: B007
        view = view_of(beacon, article_id, day)
        if beacon.view in views:
            _raise_totals(views[beacon.view], view)
        else:
            views[beacon.view] = view
    ordered = list(views.values())
    for start in range(0, len(ordered), AT_ONCE):
        _keep(ordered[start : start + AT_ONCE])
    return number


@transaction.atomic
def _keep(views: list[ArticleView]) -> None:
    known = ArticleView.objects.select_for_update().in_bulk([view.pk for view in views])
    articles = set(ArticlePage.objects.filter(pk__in={view.article_id for view in views}).values_list("pk", flat=True))
    changed = [known[view.pk] for view in views if view.pk in known and _raise_totals(known[view.pk], view)]
    new = [view for view in views if view.pk not in known and view.article_id in articles]
    ArticleView.objects.bulk_create(new, ignore_conflicts=True)
    ArticleView.objects.bulk_update(changed, [*LARGEST, *ONCE_TRUE])


def _raise_totals(view: ArticleView, by: ArticleView) -> bool:
    """Did it change? A view can't be moved to another article."""
    if view.article_id != by.article_id:
        return False
    before = [getattr(view, name) for name in (*LARGEST, *ONCE_TRUE)]
    for name in LARGEST:
        setattr(view, name, max(getattr(view, name), getattr(by, name)))
    for name in ONCE_TRUE:
        setattr(view, name, getattr(view, name) or getattr(by, name))
    return before != [getattr(view, name) for name in (*LARGEST, *ONCE_TRUE)]
