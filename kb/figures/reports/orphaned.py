"""The report "Orphaned": articles that nobody opened and, worse, that nothing leads to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kb.figures import definitions as meaning
from kb.figures import queries
from kb.figures.links import linked_from
from kb.figures.reports.base import LANGUAGE, QUESTION, ArticleFilters, ArticleRow, FiguresReport
from kb.figures.reports.stale import shown_date
from kb.figures.wording import column


class OrphanFilters(ArticleFilters):
    unlinked = django_filters.BooleanFilter(label=_("Nothing leads to it"), method="as_it_is")

    class Meta(ArticleFilters.Meta):
        pass


@dataclass(frozen=True, slots=True)
class Line(ArticleRow):
    published: date | None
    links: int
    orphaned: bool


class OrphanedReport(FiguresReport):
    page_title = _("Orphaned articles")
    slug = "orphaned-articles"
    header_icon = "warning"
    filterset_class = OrphanFilters
    default_ordering = "links"
    definitions = (meaning.VIEWS, meaning.LINKS)
    intro = _(
        "Nobody opened these, neither from the search nor from anywhere else. Where nothing leads to an article "
        "either, link it, choose it for a state, recommend it for a search, or unpublish it."
    )
    columns: ClassVar = [
        QUESTION,
        LANGUAGE,
        column("published", _("Published"), lambda row: shown_date(row.published), "published"),
        column("links", _("Linked from"), lambda row: str(row.links), "links"),
    ]
    exported: ClassVar = {
        "title": _("Question"),
        "language": _("Language"),
        "published": _("Published"),
        "links": _("Linked from"),
        "orphaned": _("Nothing leads to it"),
    }

    def rows(self) -> Iterable[Line]:
        opened = {pk for pk, read in queries.by_article(self.period, names=("views",)).items() if read.counts["views"]}
        unread = [article for article in self.articles() if article.pk not in opened]
        links = linked_from([article.pk for article in unread])
        chosen = self.filters.form.cleaned_data.get("unlinked") if self.filters and self.filters.is_valid() else None
        for article in unread:
            count = links[article.pk]
            if chosen is not None and chosen != (count == 0):
                continue
            when = article.last_published_at
            published = timezone.localdate(when) if when else None
            yield Line(article.pk, article.title, article.locale.language_code, published, count, count == 0)
