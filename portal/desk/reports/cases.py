"""The cases behind a number: as many as it says, on Wagtail's own listing, to page through and to take along."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from portal.desk.reports.access import FiguresOnly, may_open_cases, may_see_agents
from portal.desk.reports.asking import Asked, asked
from portal.desk.reports.every import Figure, figures, lists_cases
from portal.desk.reports.exporting import FORMATS, download
from portal.desk.reports.shown import page_url
from portal.desk.wording import status_for_agents
from returns.models import Case

AT_ONCE = 2000


class CaseList(FiguresOnly, IndexView):
    """Subclasses say which cases (`found`), and what they are a list of (`about`)."""

    model = Case
    permission_policy = None
    any_permission_required = None
    header_icon = "table"
    template_name = "desk/reports/cases.html"
    results_template_name = "desk/reports/cases_results.html"
    search_backend_name = None
    is_searchable = False
    paginate_by = 50
    default_ordering = "-opened_at"

    @cached_property
    def asked(self) -> Asked:
        return asked(self.request)

    def found(self) -> QuerySet[Case]:
        raise NotImplementedError

    def about(self) -> tuple[Any, str]:
        """What the list is of, and the page it is opened from."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (how := request.GET.get("export", "")) in FORMATS:
            return download("cases", how, [column.label for column in self.columns], self.rows())
        return super().get(request, *args, **kwargs)

    def get_index_url(self) -> str:
        return str(self.request.path).removesuffix("results/")

    def get_index_results_url(self) -> str:
        return f"{self.get_index_url()}results/"

    @cached_property
    def columns(self) -> list[Column]:
        opens = may_open_cases(self.user)
        address = (lambda case: reverse("desk:case", args=[case.reference])) if opens else (lambda case: None)
        found: list[Column] = [TitleColumn("reference", label=_("Number"), get_url=address)]
        if opens:
            found.append(Column("subject", label=_("Subject")))
        found += [
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("way", label=pgettext_lazy("how a contact came", "Way"), accessor="get_way_display"),
            Column("language", label=_("Language")),
            Column("status", label=_("Status"), accessor=status_for_agents),
            DateColumn("opened_at", label=_("Opened"), sort_key="opened_at"),
        ]
        if may_see_agents(self.user):
            found.append(Column("assignee", label=_("Agent"), accessor=lambda case: case.assignee or ""))
        return found

    def get_base_queryset(self) -> QuerySet[Case]:
        return self.found().select_related("order", "assignee")

    def order_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        return queryset.order_by("opened_at" if self.ordering == "opened_at" else "-opened_at", "-id")

    def rows(self) -> Iterator[list[Any]]:
        """The same columns of every case, read little by little."""
        for case in self.get_base_queryset().order_by("-opened_at", "-id").iterator(AT_ONCE):
            yield [column.get_value(case) for column in self.columns]

    @property
    def page_title(self) -> Any:
        return self.about()[0]

    def get_breadcrumbs_items(self) -> list[Any]:
        title, url = self.about()
        return [
            *self.breadcrumbs_items[:1],
            {"url": reverse("figures:overview"), "label": _("How it goes")},
            {"url": url, "label": title},
            {"url": "", "label": _("Cases behind “%(figure)s”") % {"figure": title}},
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        query = self.request.GET.copy()
        for gone in ("p", "export", "_w_filter_fragment", "ordering"):
            query.pop(gone, None)
        links = [(kind.upper(), f"{self.get_index_url()}?{query.urlencode()}&export={kind}") for kind in FORMATS]
        return context | {"exports": links, "total": context["paginator"].count, "asked": self.asked}


class FigureCases(CaseList):
    """Those behind one figure, or behind one part of it (`part`)."""

    @cached_property
    def figure(self) -> Figure:
        found = figures().get(self.kwargs["name"])
        if found is None or not lists_cases(found):
            raise Http404
        return found

    def found(self) -> QuerySet[Case]:
        part = self.request.GET.get("part", "")
        if part and part not in self.figure.parts:
            raise Http404
        return self.figure.cases(self.asked.scope, part)

    def about(self) -> tuple[Any, str]:
        return self.figure.title, page_url(self.figure, self.asked)
