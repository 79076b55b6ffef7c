"""The report "Why it didn't help" in the admin: every reason a reader gave, with the words beside it."""

from typing import ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.models import Locale

from kb.feedback import queries
from kb.feedback.rules import KEEP_WORDS
from kb.models import Vote
from kb.reports import HelpReport
from kb.spreadsheets import harmless


class ReasonFilters(WagtailFilterSet):
    locale = django_filters.ModelChoiceFilter(
        field_name="article__locale", queryset=Locale.objects.all(), label=_("Language")
    )
    article = django_filters.NumberFilter(field_name="article_id", label=_("Article number"), widget=forms.NumberInput)

    class Meta:
        model = Vote
        fields: ClassVar = ["reason", "locale", "article"]


class ReasonReport(HelpReport):
    page_title = _("Why it didn't help")
    header_icon = "thumbtack"
    model = Vote
    filterset_class = ReasonFilters
    index_url_name = "kb_reason_report"
    index_results_url_name = "kb_reason_report_results"
    results_template_name = "kb/admin/reason_report_results.html"
    export_filename = "why-it-didnt-help"
    columns: ClassVar = [
        TitleColumn("article", label=_("Question"), url_name="wagtailadmin_pages:edit", id_accessor="article_id"),
        Column("locale", label=_("Language"), accessor="article.locale"),
        Column("reason", label=_("Reason"), accessor="get_reason_display"),
        Column("words", label=_("In the reader's words")),
        DateColumn("day", label=_("Day")),
    ]
    export_headings: ClassVar = {
        "article.title": _("Question"),
        "article.locale.language_code": _("Language"),
        "get_reason_display": _("Reason"),
        "words": _("In the reader's words"),
        "day": _("Day"),
    }
    list_export: ClassVar = list(export_headings)
    custom_field_preprocess: ClassVar = {"words": {"csv": harmless}}

    def get_queryset(self) -> QuerySet[Vote]:
        today = timezone.localdate()
        return queries.explained(today - KEEP_WORDS, today)
