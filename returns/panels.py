"""On an order's page: its cases."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from orders.models import Order
from orders.panels import OrderPanel
from returns.access import cases_of


def cases_of_order(request: HttpRequest, order: Order) -> OrderPanel | None:
    cases = list(cases_of(request.user).filter(order=order))
    if not cases:
        return None
    return OrderPanel(_("Your cases about this order"), "returns/order_panel.html", {"cases": cases})
