"""A customer's list of orders, and one order."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.access import Guest, get_order, may_act_on
from orders.door import for_readers
from orders.listing import Wanted, choices, order_page
from orders.looks import most_telling, order_look
from orders.panels import panels_for
from orders.queries import invoices_of, lines_of, parcels_of
from orders.rules import can_be_returned
from orders.timeline import order_steps, step_next, step_now


@require_safe
@never_cache
@login_required
def order_list(request: HttpRequest) -> HttpResponse:
    wanted = Wanted.read(request.GET)
    listing = order_page(request.user, wanted)
    return render(request, "orders/order_list.html", {"listing": listing, "choices": choices(wanted)})


@require_safe
@never_cache
@for_readers
def order_detail(request: HttpRequest, person: Any, slug: str) -> HttpResponse:
    order = get_order(person, slug)
    lines = lines_of(order)
    parcels = parcels_of(order, lines)
    steps = order_steps(order, parcels)
    context = {
        "order": order,
        "is_guest": isinstance(person, Guest),
        "order_look": order_look(order, most_telling(parcels)),
        "lines": lines,
        "parcels": parcels,
        "invoices": invoices_of(order, person),
        "steps": steps,
        "now": step_now(steps),
        "next": step_next(steps),
        "panels": panels_for(request, order),
        "can_return": may_act_on(person, order) and can_be_returned(order, lines),
    }
    return render(request, "orders/order_detail.html", context)
