"""Keeping a customer's trail, and forgetting it: by herself, after a week, or with her account."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from kb.models import ArticlePage, NoTrail, TrailPage
from kb.signals import trail_stopped
from kb.trail import rules


def note(user: Any, article: ArticlePage, now: datetime) -> None:
    """She opened it. Two statements, three for an article she had not opened this week."""
    if NoTrail.objects.filter(pk=user.pk).exists():
        return
    seen = {"read_at": now, "revision_id": article.live_revision_id or 0}
    if not TrailPage.objects.filter(user_id=user.pk, article_id=article.pk).update(**seen):
        page = TrailPage(user_id=user.pk, article_id=article.pk, **seen)
        TrailPage.objects.bulk_create([page], ignore_conflicts=True)


def add_time(user: Any, article_id: int, seconds: int) -> None:
    """The longest reading counts, so order, loss and repetition do not matter."""
    longest = Greatest("seconds", Value(min(max(seconds, 0), rules.MAX_SECONDS)))
    TrailPage.objects.filter(user_id=user.pk, article_id=article_id).update(seconds=longest)


def forget_page(user: Any, article_id: int) -> None:
    TrailPage.objects.filter(user_id=user.pk, article_id=article_id).delete()


def forget(user: Any) -> int:
    return TrailPage.objects.filter(user_id=user.pk).delete()[0]


@transaction.atomic
def stop(user: Any) -> None:
    """From now on nothing is remembered, and what was is gone."""
    NoTrail.objects.get_or_create(user_id=user.pk)
    forget(user)
    transaction.on_commit(lambda: trail_stopped.send(sender=NoTrail, user_id=user.pk), robust=True)


def go_on(user: Any) -> None:
    NoTrail.objects.filter(pk=user.pk).delete()


def purge(now: datetime) -> int:
    return TrailPage.objects.filter(read_at__lt=now - rules.KEEP).delete()[0]
