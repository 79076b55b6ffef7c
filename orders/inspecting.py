"""Our things in the admin: money in its currency, moments by the reader's clock, a dash where nothing is."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from wagtail.admin.views.generic import InspectView

from orders.templatetags.formats import money

# "There are no {plural}" of Wagtail is no sentence in Polish or Russian.
RESULTS = "orders/admin/index_results.html"


class PlainInspect(InspectView):
    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if value is None or value == "":
            return "–"
        if isinstance(value, datetime):
            # Wagtail shows moments in UTC here, and by the reader's clock in its lists.
            return timezone.localtime(value)
        if isinstance(value, Decimal) and hasattr(self.object, "currency"):
            return money(value, self.object.currency)
        return value
