"""Two reports in the admin: what was searched for in vain, and what nobody opened a result of."""

from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.conf import settings
from django.db.models import F, Max, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from kb.models import SearchQuery
from kb.reading.queries import window_start


class SearchFilters(WagtailFilterSet):
    language = django_filters.ChoiceFilter(choices=settings.LANGUAGES, label=_("Language"))

    class Meta:
        model = SearchQuery
        fields: ClassVar = ["language"]


def remedies(row: dict[str, Any]) -> SafeString:
    """One click from a search to what would have answered it."""
    language, text = row["language"], row["text"]
    return format_html(
        '<a class="button button-small button-secondary" href="{}?{}">{}</a> '
        '<a class="button button-small button-secondary" href="{}?{}">{}</a>',
        reverse("synonyms:add"),
        urlencode({"language": language, "words": f"{text}, "}),
        gettext("Add a synonym"),
        reverse("kb_start_article"),
        urlencode({"language": language, "title": text}),
        gettext("Write an article"),
    )


class SearchReport(ReportView):
    header_icon = "search"
    model = SearchQuery
    filterset_class = SearchFilters
    results_template_name = "kb/admin/search_report_results.html"
    any_permission_required: ClassVar = ["add", "change", "publish"]
    columns: ClassVar = [
        Column("text", label=_("Searched for")),
        Column("language", label=_("Language")),
        Column("searches", label=_("Searches")),
        Column("without_result", label=_("Without a result")),
        Column("results", label=_("Results at best")),
        Column("clicks", label=_("Opened")),
        Column("remedies", label=_("What helps"), accessor=remedies),
    ]
    export_headings: ClassVar = {
        "text": _("Searched for"),
        "language": _("Language"),
        "searches": _("Searches"),
        "without_result": _("Without a result"),
        "results": _("Results at best"),
        "clicks": _("Opened"),
    }
    list_export: ClassVar = list(export_headings)

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Page)

    def get_queryset(self) -> QuerySet[SearchQuery, dict[str, Any]]:
        """The last 28 days, a row for each text, the most frequent first."""
        recent = SearchQuery.objects.filter(day__gte=window_start(timezone.localdate())).values("language", "text")
        added = {name: Sum(name) for name in ("searches", "without_result", "clicks")}
        return self.problems(recent.annotate(**added, results=Max("results"))).order_by("-searches", "text")

    def problems(self, rows: Any) -> Any:
        raise NotImplementedError


class WithoutResultsReport(SearchReport):
    page_title = _("Searches without results")
    index_url_name = "kb_searches_without_results"
    index_results_url_name = "kb_searches_without_results_results"
    export_filename = "searches-without-results"

    def problems(self, rows: Any) -> Any:
        return rows.filter(without_result__gt=0)


class WithoutClickReport(SearchReport):
    page_title = _("Searches without a click")
    index_url_name = "kb_searches_without_click"
    index_results_url_name = "kb_searches_without_click_results"
    export_filename = "searches-without-a-click"

    def problems(self, rows: Any) -> Any:
        return rows.filter(clicks=0, searches__gt=F("without_result"))
