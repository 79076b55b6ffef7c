"""The list of cases, on Wagtail's own listing: tabs, filters, search, sorting, pages."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from portal.desk import queries
from portal.desk.access import AgentsOnly
from portal.desk.queue.columns import CaseColumn, DueColumn, StatusColumn
from portal.desk.wording import status_for_agents
from returns.models import Case

LONGEST_SEARCH = 100


class QueueFilters(WagtailFilterSet):
    view = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=queries.VIEWS,
        method="keep",
        widget=forms.RadioSelect,
        empty_label=_("Open cases"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Case.Kind.choices, widget=forms.RadioSelect, empty_label=_("All kinds")
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect, empty_label=_("All languages")
    )

    class Meta:
        model = Case
        fields = ("view", "kind", "language")

    def keep(self, queryset: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        # The view chose the rows already: it decides between open and all cases before anything is joined.
        return queryset


class QueueView(AgentsOnly, IndexView):
    model = Case
    permission_policy = None
    any_permission_required = None
    page_title = _("Cases")
    header_icon = "mail"
    template_name = "desk/queue.html"
    results_template_name = "desk/queue_results.html"
    index_url_name = "desk:queue"
    index_results_url_name = "desk:queue_results"
    filterset_class = QueueFilters
    search_backend_name = None
    is_searchable = True
    paginate_by = 40
    default_ordering = "due_at"

    columns: ClassVar = [
        CaseColumn("subject", label=_("Case"), get_url=lambda case: reverse("desk:case", args=[case.reference])),
        DueColumn("due_at", label=_("Due"), sort_key="due_at"),
        StatusColumn("status", label=_("Status"), accessor=status_for_agents, classname="desk-medium"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", classname="desk-wide"),
        Column("order", label=_("Order"), accessor="order.number", classname="desk-wide"),
        Column("assignee", label=_("Agent"), accessor="assignee", classname="desk-wide"),
    ]

    @cached_property
    def shown(self) -> str:
        """The chosen view; whoever looks for something looks in all cases."""
        asked = self.request.GET.get("view", "")
        return asked if asked in dict(queries.VIEWS) else ("all" if self.is_searching else "open")

    def get_base_queryset(self) -> QuerySet[Case]:
        return queries.cases(self.shown, self.agent, timezone.now())

    def order_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        if self.shown == "all" and not self.is_explicitly_ordered:
            return queryset.order_by("-id")
        if self.ordering.lstrip("-") == "due_at":
            key = F("due_at")
            first = key.desc(nulls_last=True) if self.ordering.startswith("-") else key.asc(nulls_last=True)
            return queryset.order_by(first, "id")
        return queryset.order_by(self.ordering, "id")

    def search_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        text = self.search_query.strip()[:LONGEST_SEARCH]
        return queryset.filter(queries.matching(text)) if text else queryset

    @cached_property
    def active_filters(self) -> list[Any]:
        # The tabs show the view already.
        return [each for each in super().active_filters if not str(each.auto_id).startswith("id_view")]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        tabs = queries.tabs(self.shown, self.agent, timezone.now())
        return context | {"tabs": tabs, "shown": self.shown}
