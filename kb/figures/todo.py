"""What an editor does next: at most three things, each with the number that says why."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kb.figures import queries
from kb.figures.gaps import Gap, gaps
from kb.figures.rules import FEWEST_FOR_SCORE, REVIEW_AFTER, Period
from kb.figures.scores import review_due
from kb.figures.wording import percent
from kb.models import ArticlePage

DAYS = 30
FAILED = ("timed", "short_failed", "long_failed")


@dataclass(frozen=True, slots=True)
class Task:
    """`more` is where the whole list is."""

    what: str
    title: str
    why: str
    url: str
    more: str
    language: str = ""


def todo(today: date) -> list[Task]:
    """The article that fails most readers, the question that costs most, the review that waits longest."""
    period = Period(today, DAYS)
    found = (_worst(period), _gap(period), _overdue(today))
    return [task for task in found if task is not None]


def _worst(period: Period) -> Task | None:
    failing = {
        pk: read.counts["short_failed"] + read.counts["long_failed"]
        for pk, read in queries.by_article(period, names=FAILED).items()
        if read.counts["timed"] >= FEWEST_FOR_SCORE
    }
    live = ArticlePage.objects.live().select_related("locale").defer("body")
    found = live.filter(pk__in=[pk for pk, failed in failing.items() if failed])
    article = max(found, key=lambda each: (failing[each.pk], -each.pk), default=None)
    if article is None:
        return None
    read = queries.by_article(period, [article.pk], FAILED)[article.pk]
    why = ngettext(
        "%(failed)d of %(n)d reader searched again, asked us or voted no (%(share)s).",
        "%(failed)d of %(n)d readers searched again, asked us or voted no (%(share)s).",
        read.counts["timed"],
    ) % {"failed": failing[article.pk], "n": read.counts["timed"], "share": percent(read.failed)}
    return _about(_("Improve"), article, why, reverse("kb_reading_report") + "?ordering=-short_failed")


def _gap(period: Period) -> Task | None:
    found: Gap | None = next(iter(gaps(period)), None)
    if found is None or not found.contacts:
        return None
    saved = max(1, round(found.contacts))
    why = ngettext(
        "About %(n)d contact a month could be saved.", "About %(n)d contacts a month could be saved.", saved
    ) % {"n": saved}
    return Task(
        _("Write"), str(found.question), why, found.start_url, reverse("kb_write_this_next_report"), found.language
    )


def _overdue(today: date) -> Task | None:
    late = ArticlePage.objects.live().select_related("locale").defer("body")
    dated = Q(review_date__lt=today)
    never = Q(review_date=None, last_published_at__date__lt=today - REVIEW_AFTER) & (
        Q(checked_at=None) | Q(checked_at__date__lt=today - REVIEW_AFTER)
    )
    oldest = late.filter(dated).order_by("review_date", "pk").first()
    undated = (
        late.filter(never)
        .order_by(Greatest("last_published_at", Coalesce("checked_at", "last_published_at")), "pk")
        .first()
    )
    waiting = [(due, each.pk, each) for each in (oldest, undated) if each and (due := review_due(each))]
    if not waiting:
        return None
    due, _pk, article = min(waiting, key=lambda each: each[:2])
    days = (today - due).days
    why = ngettext("Its review is %(n)d day overdue.", "Its review is %(n)d days overdue.", days) % {"n": days}
    return _about(_("Review"), article, why, reverse("kb_stale_articles_report"))


def _about(what: str, article: ArticlePage, why: str, more: str) -> Task:
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    return Task(what, article.title, why, url, more, article.locale.language_code)


def tasks_now() -> list[Task]:
    return todo(timezone.localdate())
