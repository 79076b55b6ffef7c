"""Which articles an editor should look at: the date for it came, a value they name changed, their source changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from kb.flags.actions import found_true
from kb.models import ArticleFlag, ArticlePage, VariableChange

NEXT_REVIEW = timedelta(days=180)
REVIEWED = "kb.reviewed"


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why an article is due: nothing, "" or None where a reason does not hold."""

    date: date | None
    values: list[VariableChange]
    source_changed_at: datetime | None
    flags: list[ArticleFlag]


def source_changes() -> QuerySet[ArticlePage]:
    """The source of a translation, if what it says changed after the translation was last true to it."""
    return ArticlePage.objects.live().filter(
        translation_key=OuterRef("translation_key"),
        locale__language_code=settings.LANGUAGE_CODE,
        changed_at__gt=OuterRef("checked_at"),
    )


def due(today: date) -> QuerySet[ArticlePage]:
    """Live articles with a reason, each with `reasons(article, today)` at hand without another query."""
    changes = VariableChange.objects.filter(article=OuterRef("pk"))
    waiting = ArticleFlag.objects.filter(article=OuterRef("pk"), resolved_at=None)
    found = ArticlePage.objects.live().annotate(
        value_changed=Exists(changes),
        source_changed_at=Subquery(source_changes().values("changed_at")[:1]),
        is_flagged=Exists(waiting),
    )
    wanted = (
        Q(review_date__lte=today) | Q(value_changed=True) | Q(source_changed_at__isnull=False) | Q(is_flagged=True)
    )
    told = Prefetch("variable_changes", VariableChange.objects.order_by("name"))
    flags = Prefetch("flags", ArticleFlag.objects.filter(resolved_at=None), to_attr="open_flags")
    return found.filter(wanted).select_related("locale", "owner").prefetch_related(told, flags).defer("body")


def reasons(article: Any, today: date) -> Reasons:
    is_late = article.review_date is not None and article.review_date <= today
    return Reasons(
        article.review_date if is_late else None,
        list(article.variable_changes.all()),
        article.source_changed_at,
        list(article.open_flags),
    )


@transaction.atomic
def reviewed(article: ArticlePage, user: Any, now: datetime) -> None:
    """Somebody read it and found it true: every reason is gone, the next review is half a year away.

    What readers see stays as it was, so nothing is published. The revisions learn the new date, or the next edit would
    bring the old one back.
    """
    following = timezone.localdate(now) + NEXT_REVIEW
    ArticlePage.objects.filter(pk=article.pk).update(review_date=following, checked_at=now)
    VariableChange.objects.filter(article=article).delete()
    for revision in Revision.objects.filter(pk__in={article.latest_revision_id, article.live_revision_id}):
        revision.content["review_date"] = following.isoformat()
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    found_true(article, by=user, now=now)
    log(article, REVIEWED, user=user)


def published(article: ArticlePage, now: datetime) -> None:
    """A small correction leaves translations as true as they were; anything else may have changed what it says."""
    if article.small_edit and article.checked_at is not None:
        ArticlePage.objects.filter(pk=article.pk).update(small_edit=False)
        return
    # What is published for the first time was no other text before.
    changed_at = now if article.checked_at is not None else None
    ArticlePage.objects.filter(pk=article.pk).update(small_edit=False, checked_at=now, changed_at=changed_at)
