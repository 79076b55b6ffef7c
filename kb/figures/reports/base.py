"""What all reports of the help centre share: who may see them, their filters, sorting, period and exports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from kb.figures.charts import Chart
from kb.figures.definitions import Definition
from kb.figures.rules import Period
from kb.models import ArticlePage
from kb.reports import HelpReport

PERIODS = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days")}
USUAL = "30"


class ArticleFilters(WagtailFilterSet):
    days = django_filters.ChoiceFilter(
        choices=list(PERIODS.items()), method="as_it_is", label=_("Period"), empty_label=None
    )
    language = django_filters.ChoiceFilter(
        field_name="locale__language_code", choices=settings.LANGUAGES, label=_("Language")
    )
    title = django_filters.CharFilter(lookup_expr="icontains", label=_("Question"))
    article = django_filters.NumberFilter(field_name="id", label=_("Article number"))

    class Meta:
        model = ArticlePage
        fields: ClassVar = ["days", "language", "title", "article"]

    def as_it_is(self, articles: Any, _name: str, _value: str) -> Any:
        """The period decides what is counted, not which articles are listed."""
        return articles


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A line of a report. `pk` and `title` lead to the article's editor."""

    pk: int
    title: str
    language: str


QUESTION = TitleColumn("title", label=_("Question"), url_name="wagtailadmin_pages:edit", sort_key="title")
LANGUAGE = Column("language", label=_("Language"), sort_key="language")


class FiguresReport(HelpReport):
    """A report whose lines are worked out, not selected: subclasses give `rows`, `charts` and `columns`.

    `exported` is heading by attribute of a row; numbers stay numbers in the spreadsheet. Sorting is by any of a
    row's attributes that a column names as its sort_key; what has no figure comes last, in both directions.
    `compares`: the report shows the period before, too.
    """

    header_icon = "view"
    model: ClassVar[Any] = ArticlePage
    filterset_class = ArticleFilters
    template_name = "kb/admin/figures/report.html"
    results_template_name = "kb/admin/figures/report_results.html"
    slug: ClassVar[str]
    exported: ClassVar[Mapping[str, Any]] = {}
    definitions: ClassVar[Sequence[Definition]] = ()
    intro: ClassVar[Any] = ""
    compares = False
    table_classname = "listing figures-table"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.index_url_name, self.index_results_url_name = self.url_names()
        self.export_filename = self.slug
        self.export_headings, self.list_export = self.exported, list(self.exported)

    @classmethod
    def url_names(cls) -> tuple[str, str]:
        name = f"kb_{cls.slug.replace('-', '_')}_report"
        return name, f"{name}_results"

    @classmethod
    def addresses(cls) -> list[URLPattern]:
        name, results = cls.url_names()
        return [
            path(f"reports/{cls.slug}/", cls.as_view(), name=name),
            path(f"reports/{cls.slug}/results/", cls.as_view(results_only=True), name=results),
        ]

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def period(self) -> Period:
        days = self.request.GET.get("days", USUAL)
        return Period(self.today, int(days if days in PERIODS else USUAL))

    def articles(self) -> QuerySet[ArticlePage]:
        """The live articles that the filters leave, with no more than a report shows."""
        found = ArticlePage.objects.live().select_related("locale").defer("body").order_by("path")
        return self.filter_queryset(found)

    def rows(self) -> Iterable[Any]:
        raise NotImplementedError

    def charts(self, rows: Sequence[Any]) -> list[Chart | None]:
        return []

    def get_filtered_queryset(self) -> list[Any]:
        found = list(self.rows())
        if not self.ordering:
            return found
        name, falling = self.ordering.removeprefix("-"), self.ordering.startswith("-")
        known = [row for row in found if getattr(row, name) is not None]
        known.sort(key=lambda row: getattr(row, name), reverse=falling)
        return known + [row for row in found if getattr(row, name) is None]

    def period_links(self) -> list[dict[str, Any]]:
        links = []
        for days, label in PERIODS.items():
            asked = self.request.GET.copy()
            for gone in ("p", "export", "_w_filter_fragment"):
                asked.pop(gone, None)
            asked["days"] = days
            links.append(
                {"url": f"{self.index_url}?{asked.urlencode()}", "label": label, "now": days == str(self.period.days)}
            )
        return links

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if not self.is_export:
            context["charts"] = [chart for chart in self.charts(self.object_list) if chart]
        context |= {"period": self.period, "periods": self.period_links(), "compares": self.compares}
        return context | {"definitions": self.definitions, "intro": self.intro}
