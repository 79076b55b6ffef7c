"""Pages of the queue: their numbers from an index, whole rows for one page only, and an end to counting."""

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

from portal.desk.queue.queries import listed
from returns.models import Case

# Nobody turns more pages than that; counting on would only take time.
MOST = 10_000


class QueuePaginator(WagtailPaginator):
    """`object_list` is the ordered queryset of cases."""

    object_list: QuerySet[Case]

    @cached_property
    def counted(self) -> int:
        return self.object_list.order_by()[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST)

    @cached_property
    def items_count_label(self) -> str:
        if self.counted > MOST:
            return _("More than %(count)s cases: narrow them down") % {"count": MOST}
        return str(super().items_count_label)

    def page(self, number: Any) -> Page[Case]:
        valid = self.validate_number(number)
        first = (valid - 1) * self.per_page
        keys = self.object_list.values_list("pk", flat=True)[first : min(first + self.per_page, MOST)]
        return self._get_page(listed(keys), valid, self)
