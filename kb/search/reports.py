"""Reports in the admin: what was searched for in vain, what nobody opened, what ended in a case, what was done."""

from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.conf import settings
from django.db.models import F, Max, QuerySet, Sum
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, UserColumn
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.permissions import policy_registry

from kb.models import SearchHandling, SearchQuery, Synonym
from kb.reports import HelpReport
from kb.search.handling import Asked
from kb.search.overview import month_before
from kb.spreadsheets import harmless


class SearchFilters(WagtailFilterSet):
    language = django_filters.ChoiceFilter(choices=settings.LANGUAGES, label=_("Language"))
    text = django_filters.CharFilter(lookup_expr="icontains", label=_("Searched for"))

    class Meta:
        model = SearchQuery
        fields: ClassVar = ["language", "text"]


class HandlingFilters(SearchFilters):
    class Meta:
        model = SearchHandling
        fields: ClassVar = ["language", "remedy", "text"]


class TextColumn(Column):
    """What was searched for, with a link to what readers see today."""

    cell_template_name = "kb/admin/search/text_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"asked": _asked(instance)}


class RemediesColumn(TextColumn):
    """The text, and below it one click to what would have answered it."""

    def __init__(self, request: HttpRequest, report: str) -> None:
        super().__init__("text", label=_("Searched for"), sort_key="text", width="38%")
        self.request, self.report = request, report
        self.may = {
            "synonym": policy_registry.get_by_type(Synonym).user_has_permission(request.user, "add"),
            "promotion": policy_registry.get_by_type(SearchPromotion).user_has_permission(request.user, "add"),
        }

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        asked = Asked(instance["language"], instance["text"], self.report)
        start = {"language": asked.language, "words": f"{asked.text}, "}
        write = {"language": asked.language, "title": asked.text}
        came_from = {"searched": asked.text, "report": asked.report}
        return context | {
            "asked": asked,
            "may": self.may,
            "csrf_token": get_token(self.request),
            "synonym_url": f"{reverse('synonyms:add')}?{urlencode(start | came_from)}",
            "article_url": f"{reverse('kb_start_article')}?{urlencode(write | came_from)}",
        }


def _asked(row: Any) -> Asked:
    return Asked(row["language"], row["text"]) if isinstance(row, dict) else Asked(row.language, row.text)


def place(row: dict[str, Any]) -> str:
    """The average place of the results that were opened."""
    return f"{row['places'] / row['clicks']:.1f}" if row["clicks"] else "–"


class SearchReport(HelpReport):
    header_icon = "search"
    model = SearchQuery
    filterset_class = SearchFilters
    results_template_name = "kb/admin/search_report_results.html"
    default_ordering = "-searches"
    # Of kb.search.handling.REPORTS.
    key = ""
    counts: ClassVar = [
        Column("language", label=_("Language"), sort_key="language"),
        Column("searches", label=_("Searches"), sort_key="searches"),
        Column("without_result", label=_("In vain"), sort_key="without_result"),
        Column("results", label=_("Results"), sort_key="results"),
        Column("clicks", label=_("Opened"), sort_key="clicks"),
        Column("place", label=_("Place"), accessor=place),
        Column("cases", label=_("Cases"), sort_key="cases"),
    ]
    export_headings: ClassVar = {
        "text": _("Searched for"),
        "language": _("Language"),
        "searches": _("Searches"),
        "without_result": _("Without a result"),
        "results": _("Results at best"),
        "clicks": _("Opened"),
        "cases": _("Went on to a case"),
    }
    list_export: ClassVar = list(export_headings)
    custom_field_preprocess: ClassVar = {"text": {"csv": harmless}}

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [RemediesColumn(self.request, self.key), *self.counts]

    def get_queryset(self) -> QuerySet[SearchQuery, dict[str, Any]]:
        """The last 30 days, a row for each text that nobody has dealt with, the most frequent first."""
        recent = SearchQuery.objects.filter(handling=None, day__gt=month_before(timezone.localdate()))
        added = {name: Sum(name) for name in ("searches", "without_result", "clicks", "places", "cases")}
        rows = self.problems(recent.values("language", "text").annotate(**added, results=Max("results")))
        return self.order_queryset(rows)

    def order_queryset(self, queryset: Any) -> Any:
        """As the editor chose, then by text: the pages of a report never mix."""
        return queryset.order_by(self.ordering, "text", "language")

    def problems(self, rows: Any) -> Any:
        raise NotImplementedError


class WithoutResultsReport(SearchReport):
    page_title = _("Searches without results")
    key = "without-results"
    index_url_name = "kb_searches_without_results"
    index_results_url_name = "kb_searches_without_results_results"
    export_filename = "searches-without-results"

    def problems(self, rows: Any) -> Any:
        return rows.filter(without_result__gt=0)


class WithoutClickReport(SearchReport):
    """Texts of whose searches with a result at least half opened nothing, those that were passed over most first."""

    page_title = _("Searches without a click")
    key = "without-click"
    index_url_name = "kb_searches_without_click"
    index_results_url_name = "kb_searches_without_click_results"
    export_filename = "searches-without-a-click"
    default_ordering = "-unopened"

    def problems(self, rows: Any) -> Any:
        answered = rows.annotate(unopened=F("searches") - F("without_result") - F("clicks"))
        return answered.filter(unopened__gt=0, unopened__gte=F("clicks"))


class WithCaseReport(SearchReport):
    page_title = _("Searches that ended in a case")
    key = "with-case"
    index_url_name = "kb_searches_with_case"
    index_results_url_name = "kb_searches_with_case_results"
    export_filename = "searches-that-ended-in-a-case"
    default_ordering = "-cases"

    def problems(self, rows: Any) -> Any:
        return rows.filter(cases__gt=0)


class HandledReport(HelpReport):
    page_title = _("Searches dealt with")
    header_icon = "check"
    model = SearchHandling
    filterset_class = HandlingFilters
    results_template_name = "kb/admin/search/handled_results.html"
    index_url_name = "kb_searches_handled"
    index_results_url_name = "kb_searches_handled_results"
    export_filename = "searches-dealt-with"
    default_ordering = "-handled_at"
    columns: ClassVar = [
        TextColumn("text", label=_("Searched for"), sort_key="text"),
        Column("language", label=_("Language"), sort_key="language"),
        Column("get_remedy_display", label=_("What was done"), sort_key="remedy"),
        UserColumn("handled_by", label=_("By")),
        DateColumn("handled_at", label=_("When"), sort_key="handled_at"),
    ]
    export_headings: ClassVar = {
        "text": _("Searched for"),
        "language": _("Language"),
        "get_remedy_display": _("What was done"),
        "handled_by": _("By"),
        "handled_at": _("When"),
    }
    list_export: ClassVar = list(export_headings)
    custom_field_preprocess: ClassVar = {"text": {"csv": harmless}}

    def get_queryset(self) -> QuerySet[SearchHandling]:
        return self.order_queryset(SearchHandling.objects.select_related("handled_by"))

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by(self.ordering, "-pk")
