"""A customer's orders and invoices."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.access import get_order, may_act_on
from orders.looks import most_telling, order_look
from orders.panels import panels_for
from orders.queries import invoices_of, lines_of, order_page, parcels_of
from orders.rules import can_be_returned
from orders.timeline import order_steps, step_next, step_now


@require_safe
@never_cache
@login_required
def order_list(request: HttpRequest) -> HttpResponse:
    return render(request, "orders/order_list.html", {"listing": order_page(request.user, request.GET.get("before"))})


@require_safe
@never_cache
@login_required
def order_detail(request: HttpRequest, slug: str) -> HttpResponse:
    order = get_order(request.user, slug)
    lines = lines_of(order)
    parcels = parcels_of(order, lines)
    steps = order_steps(order, parcels)
    context = {
        "order": order,
        "order_look": order_look(order, most_telling(parcels)),
        "lines": lines,
        "parcels": parcels,
        "invoices": invoices_of(order, request.user),
        "steps": steps,
        "now": step_now(steps),
        "next": step_next(steps),
        "panels": panels_for(request, order),
        "can_return": may_act_on(request.user, order) and can_be_returned(order, lines),
    }
    return render(request, "orders/order_detail.html", context)
