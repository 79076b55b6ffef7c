"""The report "Reading" in the admin: is each article opened, read, and does it help?"""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry

from kb.models import ArticlePage
from kb.reading import queries
from kb.reading.rules import Reading

NOT_SHOWN = "–"


class ReadingFilters(WagtailFilterSet):
    locale = django_filters.ModelChoiceFilter(queryset=Locale.objects.all(), label=_("Language"))
    title = django_filters.CharFilter(lookup_expr="icontains", label=_("Question"))
    outdated = django_filters.BooleanFilter(label=_("Translation may be out of date"))
    article = django_filters.NumberFilter(field_name="id", label=_("Article number"), widget=forms.NumberInput)

    class Meta:
        model = ArticlePage
        fields = ["locale", "title", "outdated", "article"]


def seconds(value: float | None) -> str:
    """A reading time as people say it: 0:45, 2:10."""
    if value is None:
        return NOT_SHOWN
    whole = round(value)
    return f"{whole // 60}:{whole % 60:02}"


def percent(value: float | None) -> str:
    return NOT_SHOWN if value is None else f"{value:.0%}"


def count(value: int | None) -> str:
    return NOT_SHOWN if value is None else str(value)


def translation_state(article: Any) -> Any:
    return _("May be out of date") if article.outdated else ""


def published_later() -> QuerySet[ArticlePage]:
    """The source of a translation, if it was published again after it."""
    return ArticlePage.objects.live().filter(
        translation_key=OuterRef("translation_key"),
        locale__language_code=settings.LANGUAGE_CODE,
        last_published_at__gt=OuterRef("last_published_at"),
    )


def _column(name: str, label: Any, show: Callable[[queries.Figures], str]) -> Column:
    return Column(name, label=label, accessor=lambda article: show(article.figures))


def _class_column(reading: Reading) -> Column:
    return _column(reading.value, reading.label, lambda figures: count(figures.classes.get(reading.value)))


class ReadingReportView(ReportView):
    page_title = _("Reading")
    header_icon = "view"
    model = ArticlePage
    filterset_class = ReadingFilters
    index_url_name = "kb_reading_report"
    index_results_url_name = "kb_reading_report_results"
    results_template_name = "kb/admin/reading_report_results.html"
    any_permission_required = ["add", "change", "publish"]
    export_filename = "reading"
    columns = [
        TitleColumn("title", label=_("Question"), url_name="wagtailadmin_pages:edit"),
        Column("locale", label=_("Language")),
        Column("outdated", label=_("Translation"), accessor=translation_state),
        _column("views", _("Views"), lambda figures: count(figures.views)),
        _column("coverage", _("Timed"), lambda figures: percent(figures.coverage)),
        _column("median", _("Median"), lambda figures: seconds(figures.median)),
        _column("p25", _("Lower quarter"), lambda figures: seconds(figures.p25)),
        _column("p75", _("Upper quarter"), lambda figures: seconds(figures.p75)),
        Column("expected", label=_("Whole text"), accessor=lambda article: seconds(article.expected_seconds)),
        _column("under_minute", _("Under 1 min"), lambda figures: percent(figures.under_minute)),
        *(_class_column(reading) for reading in Reading),
        _column("votes", _("Votes"), lambda figures: count(figures.votes)),
        _column("helpful", _("Helped"), lambda figures: percent(figures.helpful)),
    ]
    _exported = {
        "title": _("Question"),
        "locale.language_code": _("Language"),
        "outdated": _("Translation may be out of date"),
        "figures.views": _("Views"),
        "figures.coverage": _("Timed"),
        "figures.median": _("Median (s)"),
        "figures.p25": _("Lower quarter (s)"),
        "figures.p75": _("Upper quarter (s)"),
        "expected_seconds": _("Whole text (s)"),
        "figures.under_minute": _("Under 1 min"),
        **{f"figures.classes.{reading.value}": reading.label for reading in Reading},
        "figures.votes": _("Votes"),
        "figures.helpful": _("Helped"),
    }
    list_export = list(_exported)
    export_headings = _exported

    @cached_property
    def permission_policy(self) -> Any:
        # Whoever may write or publish pages may see how they are read.
        return policy_registry.get_by_type(Page)

    def get_queryset(self) -> QuerySet[ArticlePage]:
        since = queries.window_start(timezone.localdate())
        recent = Count("views", filter=Q(views__day__gte=since))
        articles = ArticlePage.objects.live().select_related("locale").annotate(recent=recent)
        return articles.annotate(outdated=Exists(published_later())).order_by("-recent", "path")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        figures = queries.figures(object_list, timezone.localdate())
        for article in object_list:
            article.figures = figures[article.pk]
        return object_list
