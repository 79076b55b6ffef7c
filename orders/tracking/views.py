"""What an open order page asks: has anything moved?"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.access import orders_of
from orders.door import for_readers
from orders.looks import most_telling, order_look
from orders.queries import lines_of, parcels_of
from orders.timeline import order_steps, step_next, step_now
from orders.tracking.live import fingerprint, parcels_with_news


@require_safe
@never_cache
@for_readers
def parcels(request: HttpRequest, person: Any, slug: str) -> HttpResponse:
    """Where the order stands and its parcels, as its page shows them; 304 while they are as If-None-Match says."""
    found = parcels_with_news(orders_of(person).filter(slug=slug))
    if not found:
        raise Http404
    order = found[0].order
    etag = fingerprint(order, found, request.user)
    if request.headers.get("If-None-Match", "").removeprefix("W/").strip('"') == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        shown = parcels_of(order, lines_of(order))
        steps = order_steps(order, shown)
        context = {
            "order": order,
            "order_look": order_look(order, most_telling(shown)),
            "parcels": shown,
            "steps": steps,
            "now": step_now(steps),
            "next": step_next(steps),
        }
        response = render(request, "orders/parts/parcels_news.html", context)
    response["ETag"] = f'"{etag}"'
    return response
