"""The report "Stale": what nobody looked after for long, and what tells a fact that has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db.models import Count, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kb.figures import definitions as meaning
from kb.figures import queries
from kb.figures.charts import Chart, Series, columns
from kb.figures.reports.base import LANGUAGE, QUESTION, ArticleRow, FiguresReport
from kb.figures.rules import freshness
from kb.figures.scores import looked_at, review_due
from kb.figures.wording import NOT_SHOWN, column, count, percent
from kb.models import ArticlePage

STALE_DAYS = 180
AGES = ((0, 90), (91, 180), (181, 365), (366, 730), (731, None))


@dataclass(frozen=True, slots=True)
class Line(ArticleRow):
    """`overdue` is in days, 0 if nothing is due; `changes` are shop values that changed since the last review."""

    looked_at: date | None
    age: int | None
    review_date: date | None
    overdue: int
    changes: int
    fresh: float
    views: int | None


def shown_date(value: date | None) -> str:
    return date_format(value, "DATE_FORMAT") if value else NOT_SHOWN


def line(article: ArticlePage, changes: int, views: int | None, today: date) -> Line:
    looked, due = looked_at(article), review_due(article)
    return Line(
        pk=article.pk,
        title=article.title,
        language=article.locale.language_code,
        looked_at=looked,
        age=(today - looked).days if looked else None,
        review_date=article.review_date,
        overdue=max(0, (today - due).days) if due else 0,
        changes=changes,
        fresh=freshness(due, today, bool(changes)),
        views=views,
    )


class StaleReport(FiguresReport):
    page_title = _("Stale articles")
    slug = "stale-articles"
    header_icon = "history"
    default_ordering = "-overdue"
    definitions = (meaning.AGE, meaning.VIEWS)
    intro = _(
        "Nobody looked at these for half a year, or their review is overdue, or a shop value in them changed. "
        "Publishing an article, or finding it true in “Due for review”, takes it off this list."
    )
    columns: ClassVar = [
        QUESTION,
        LANGUAGE,
        column("looked_at", _("Looked at"), lambda row: shown_date(row.looked_at), "looked_at"),
        column("review_date", _("Review on"), lambda row: shown_date(row.review_date), "review_date"),
        column("overdue", _("Days overdue"), lambda row: row.overdue or "", "overdue"),
        column("changes", _("Changed shop values"), lambda row: row.changes or "", "changes"),
        column("fresh", _("Fresh"), lambda row: percent(row.fresh), "fresh"),
        column("views", _("Views"), lambda row: count(row.views), "views"),
    ]
    exported: ClassVar = {
        "title": _("Question"),
        "language": _("Language"),
        "looked_at": _("Looked at"),
        "age": _("Days ago"),
        "review_date": _("Review on"),
        "overdue": _("Days overdue"),
        "changes": _("Changed shop values"),
        "fresh": _("Fresh"),
        "views": _("Views"),
    }

    def articles(self) -> QuerySet[ArticlePage]:
        return super().articles().annotate(changes=Count("variable_changes"))

    def every(self) -> list[Line]:
        articles = list(self.articles())
        read = queries.by_article(self.period, names=("views",))
        views = {pk: readings.views for pk, readings in read.items()}
        return [line(each, each.changes, views.get(each.pk), self.today) for each in articles]

    def rows(self) -> Iterable[Line]:
        lines = self.every()
        self.ages = [row.age for row in lines if row.age is not None]
        return [row for row in lines if row.overdue or row.changes or (row.age or 0) > STALE_DAYS]

    def charts(self, rows: Sequence[Line]) -> list[Chart | None]:
        bars = [
            (
                f"{first}–{last}" if last else f"{first}+",
                [sum(first <= age <= (last or age) for age in self.ages)],
            )
            for first, last in AGES
        ]
        heads = (_("Days since the last look"), _("Articles"))
        return [columns(_("All articles by age"), [Series(_("Articles"), "plain")], bars, heads, meaning.AGE)]
