"""A customer's list of orders, and one order."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.door import for_readers
from orders.listing import Wanted, choices, order_page
from orders.sheet import order_sheet


@require_safe
@never_cache
@login_required
def order_list(request: HttpRequest) -> HttpResponse:
    wanted = Wanted.read(request.GET)
    listing = order_page(request.user, wanted)
    offered = choices(wanted, is_member=listing.is_member)
    return render(request, "orders/order_list.html", {"listing": listing, "choices": offered})


@require_safe
@never_cache
@for_readers
def order_detail(request: HttpRequest, person: Any, slug: str) -> HttpResponse:
    return render(request, "orders/order_detail.html", order_sheet(request, person, slug))
