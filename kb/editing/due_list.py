"""Reports → Due for review: which articles to look at, why, and whose they are."""

from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from kb.editing import due
from kb.models import ArticlePage, VariableChange
from kb.reports import HelpReport

INDEX = "kb_due_for_review"
WHY = [
    ("date", _("The date for it came")),
    ("value", _("A shop variable changed")),
    ("source", _("Translation")),
    ("flag", _("An agent said that it is wrong")),
]


class DueFilters(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        field_name="locale__language_code", choices=settings.LANGUAGES, label=_("Language")
    )
    owner = django_filters.ModelChoiceFilter(
        queryset=lambda _request: get_user_model().objects.filter(owned_pages__isnull=False).distinct(),
        label=_("Kept true by"),
    )
    why = django_filters.ChoiceFilter(choices=WHY, method="because", label=_("Reason"))
    variable = django_filters.CharFilter(field_name="variable_changes__name", label=_("Shop variable"))

    class Meta:
        model = ArticlePage
        fields: ClassVar = ["language", "owner", "why", "variable"]

    def because(self, articles: QuerySet[ArticlePage], _name: str, why: str) -> QuerySet[ArticlePage]:
        wanted = {
            "date": Q(review_date__lte=timezone.localdate()),
            "value": Q(value_changed=True),
            "source": Q(source_changed_at__isnull=False),
            "flag": Q(is_flagged=True),
        }
        return articles.filter(wanted[why])


class ReasonsColumn(Column):
    cell_template_name = "kb/admin/due/reasons.html"

    def get_value(self, instance: Any) -> due.Reasons:
        return due.reasons(instance, timezone.localdate())


class ReviewedColumn(Column):
    cell_template_name = "kb/admin/due/reviewed.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        return context | {"csrf_token": get_token(request), "back": request.get_full_path()}


def owner_name(article: Any) -> str:
    return str(article.owner) if article.owner else ""


def told(change: VariableChange) -> str:
    return f"{change.name}: {change.old} → {change.new}" if not change.gone else change.name


def all_reasons(article: Any) -> str:
    """As the spreadsheet says it."""
    found = due.reasons(article, timezone.localdate())
    said = [str(WHY[0][1])] if found.date else []
    said += [told(change) for change in found.values]
    said += [gettext("Its source changed")] if found.source_changed_at else []
    return "; ".join([*said, *(f"{flag.get_reason_display()}: {flag.words}" for flag in found.flags)])


class DueForReview(HelpReport):
    page_title = _("Due for review")
    header_icon = "calendar-check"
    model = ArticlePage
    filterset_class = DueFilters
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    results_template_name = "kb/admin/due/results.html"
    export_filename = "due-for-review"
    columns: ClassVar = [
        TitleColumn("title", label=_("Question"), url_name="wagtailadmin_pages:edit"),
        Column("locale", label=_("Language")),
        Column("owner", label=_("Kept true by"), accessor=owner_name),
        ReasonsColumn("reasons", label=_("Why")),
        ReviewedColumn("reviewed", label=_("Still true?")),
    ]
    export_headings: ClassVar = {
        "title": _("Question"),
        "locale.language_code": _("Language"),
        "owner": _("Kept true by"),
        "review_date": _("Review on"),
        "all_reasons": _("Why"),
    }
    list_export: ClassVar = list(export_headings)

    def get_queryset(self) -> QuerySet[ArticlePage]:
        return due.due(timezone.localdate()).order_by("review_date", "pk")

    def to_row_dict(self, item: Any) -> Any:
        item.all_reasons = all_reasons(item)
        return super().to_row_dict(item)


@require_POST
def reviewed_today(request: HttpRequest, pk: int) -> HttpResponse:
    """An editor read it and it is true. Asks for the permission to change this very page."""
    article = get_object_or_404(ArticlePage, pk=pk)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    due.reviewed(article, request.user, timezone.now())
    messages.success(
        request, gettext("“%(title)s” is true again. Next review in half a year.") % {"title": article.title}
    )
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else INDEX)
