"""The report "Surveys": every answer, and above the list what the answers of the period add up to."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from kb.spreadsheets import harmless
from portal.surveys import queries
from portal.surveys.admin.figures import DEFINITIONS, shown
from portal.surveys.models import Answer
from portal.surveys.wording import STEPS, better_in_words, in_words
from returns.access import SEE_FIGURES, WORK_CASES

PERIODS = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("A year")}
USUAL = "90"
MOODS = [("unhappy", _("Unhappy")), ("words", _("With words")), ("help", _("Asked for help"))]


def may_see(user: Any) -> bool:
    return user.has_perm(SEE_FIGURES) or user.has_perm(WORK_CASES)


def may_read_words(user: Any) -> bool:
    """What customers write is for those who answer them; others see scores and counts."""
    return bool(user.has_perm(WORK_CASES))


class AnswerFilters(WagtailFilterSet):
    days = django_filters.ChoiceFilter(
        choices=list(PERIODS.items()), method="by_period", label=_("Period"), empty_label=None
    )
    mood = django_filters.ChoiceFilter(choices=MOODS, method="by_mood", label=_("Only"))
    language = django_filters.ChoiceFilter(choices=settings.LANGUAGES, label=_("Language"))
    step = django_filters.ChoiceFilter(choices=list(STEPS.items()), label=_("Step"))

    class Meta:
        model = Answer
        fields: ClassVar = ["days", "kind", "mood", "language", "step"]

    def by_period(self, rows: QuerySet[Answer], _name: str, _value: str) -> QuerySet[Answer]:
        """The view has done it: without a choice there is a period, too."""
        return rows

    def by_mood(self, rows: QuerySet[Answer], _name: str, value: str) -> QuerySet[Answer]:
        if value == "unhappy":
            return rows.filter(queries.unhappy())
        return rows.exclude(word="") if value == "words" else rows.exclude(help_at=None)


def about(given: Answer) -> Any:
    """What it is about, with the way there for who may go it."""
    if given.article_id:
        title = vars(given).get("article_title") or gettext("An article that is gone")
        return format_html('<a href="{}">{}</a>', reverse("wagtailadmin_pages:edit", args=[given.article_id]), title)
    if given.case is not None and vars(given).get("may_work"):
        return format_html('<a href="/admin/cases/{}/">{}</a>', given.case.reference, given.case.reference)
    if given.case is not None:
        return given.case.get_kind_display()
    return STEPS.get(given.step, "")


def words(given: Answer) -> str:
    chips = "; ".join(str(each) for each in better_in_words(given.better))
    return " · ".join(filter(None, (chips, given.word)))


class SurveyReport(ReportView):
    page_title = _("Surveys")
    header_icon = "form"
    model = Answer
    filterset_class = AnswerFilters
    index_url_name = "survey_answers"
    index_results_url_name = "survey_answers_results"
    template_name = "surveys/admin/report.html"
    results_template_name = "surveys/admin/report_results.html"
    export_filename = "surveys"
    default_ordering = "-answered_at"
    # The view asks for rights to cases instead, below.
    any_permission_required = None
    permission_required = None
    WORDS: ClassVar = Column("word", label=_("In their words"), accessor=words)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def days(self) -> int:
        asked = self.request.GET.get("days", USUAL)
        return int(asked if asked in PERIODS else USUAL)

    @cached_property
    def period(self) -> tuple[Any, Any]:
        today = timezone.localdate()
        return today - timedelta(days=self.days - 1), today

    @cached_property
    def columns(self) -> list[Column]:
        found = [
            DateColumn("answered_at", label=_("Answered"), sort_key="answered_at"),
            Column("kind", label=_("Question"), accessor="get_kind_display", sort_key="kind"),
            Column("score", label=_("Answer"), accessor=lambda row: in_words(row.kind, row.score), sort_key="score"),
            Column("about", label=_("About"), accessor=about),
            Column("language", label=_("Language"), accessor="language"),
        ]
        return [*found, self.WORDS] if may_read_words(self.request.user) else found

    @cached_property
    def export_headings(self) -> dict[str, Any]:
        found = {
            "answered_at": _("Answered"),
            "asked_at": _("Asked"),
            "kind": _("Question"),
            "score": _("Answer"),
            "case_reference": _("Case"),
            "case_kind": _("Kind"),
            "step": _("Step"),
            "article_id": _("Article"),
            "language": _("Language"),
        }
        return (
            found | {"better": _("What could be better"), "word": _("In their words")}
            if may_read_words(self.request.user)
            else found
        )

    @property
    def list_export(self) -> list[str]:
        return list(self.export_headings)

    custom_field_preprocess: ClassVar = {
        "word": {"csv": harmless},
        "better": {"csv": lambda names: ", ".join(names), "xlsx": lambda names: ", ".join(names)},
    }

    def get_queryset(self) -> QuerySet[Answer]:
        return queries.answers(*self.period).select_related("case")

    def decorate_paginated_queryset(self, rows: Any) -> Any:
        """Titles of articles in one statement; the case's link for who may open it."""
        found = list(super().decorate_paginated_queryset(rows))
        titles = queries.titles({row.article_id for row in found if row.article_id})
        may_work = self.request.user.has_perm(WORK_CASES)
        for row in found:
            vars(row)["article_title"], vars(row)["may_work"] = titles.get(row.article_id), may_work
        return found

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if not self.is_export:
            context["figures"] = shown(*self.period)
        return context | {
            "definitions": DEFINITIONS,
            "since": self.period[0],
            "until": self.period[1],
            "reads_words": may_read_words(self.request.user),
        }
