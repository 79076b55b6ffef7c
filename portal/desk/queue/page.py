"""The list of cases, on Wagtail's own listing: views, filters, search, sorting, pages."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import IndexView

from portal.desk.access import AgentsOnly
from portal.desk.queue import queries
from portal.desk.queue.deeds import deeds_for
from portal.desk.queue.filters import QueueFilters
from portal.desk.queue.line import Line, lines
from portal.desk.queue.paging import QueuePaginator
from portal.desk.queue.people import leads
from portal.desk.queue.saved import tabs
from portal.desk.queue.wanted import ORDERS, Wanted
from returns.models import Case


class QueueView(AgentsOnly, IndexView):
    model = Case
    permission_policy = None
    any_permission_required = None
    page_title = _("Cases")
    header_icon = "mail"
    template_name = "desk/queue/page.html"
    results_template_name = "desk/queue/results.html"
    index_url_name = "desk:queue"
    index_results_url_name = "desk:queue_results"
    filterset_class = QueueFilters
    paginator_class = QueuePaginator
    search_backend_name = None
    is_searchable = True
    paginate_by = 40
    # The lists below are ours: Wagtail's table has nothing to draw.
    columns: Any = ()

    @cached_property
    def wanted(self) -> Wanted:
        return Wanted.read(self.request.GET)

    def get_queryset(self) -> QuerySet[Case]:
        return queries.ordered(queries.rows(self.wanted, self.agent, self.now), self.wanted)

    @cached_property
    def now(self) -> Any:
        return timezone.now()

    @cached_property
    def active_filters(self) -> list[Any]:
        # The list of views and the line of orders show these already.
        shown = ("id_view", "id_ordering")
        return [each for each in super().active_filters if not str(each.auto_id).startswith(shown)]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        found = tabs(self.agent, self.wanted, self.now)
        own = {
            "wanted": self.wanted,
            "tabs": found,
            "lines": self.lines(context["object_list"], context["page_obj"]),
            "orders": [(self.address(ordering=name), ORDERS[name], name) for name in self.wanted.orders],
            "deeds": deeds_for(self.wanted.shown, leads(self.agent)),
            "save_url": f"{reverse('desk:save_view')}?{self.wanted.address}",
        }
        return context | own

    def lines(self, cases: Iterable[Case], page: Any) -> list[Line]:
        return lines(list(cases), self.wanted, page.start_index() if page else 1, self.agent, self.now)

    def address(self, **changed: str) -> str:
        return "?" + urlencode({**self.wanted.params, **changed})
