"""A customer's orders and invoices."""

import logging
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.access import get_invoice, get_order, may_act_on
from orders.looks import most_telling, order_look
from orders.models import Invoice
from orders.panels import panels_for
from orders.queries import invoices_of, lines_of, order_page, parcels_of
from orders.rules import can_be_returned
from orders.timeline import order_steps, step_next, step_now

SOON = timedelta(minutes=10)
log = logging.getLogger(__name__)


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


@require_safe
@never_cache
@login_required
def invoice_pdf(request: HttpRequest, slug: str, invoice: str) -> HttpResponseBase:
    """The stored bytes, never made on request (R37). Until they are there, a page that says so."""
    found = get_invoice(request.user, slug, invoice)
    if not found.rendered_at:
        return _not_there(request, found, is_late=timezone.now() - found.created_at > SOON, status=202)
    try:
        content = storages["private"].open(str(found.file.name))
    except FileNotFoundError:
        log.error("invoice %s: its file is missing", found.pk)
        return _not_there(request, found, is_late=True, status=503)
    response = FileResponse(content, as_attachment=True, filename=f"{found.slug}.pdf", content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _not_there(request: HttpRequest, invoice: Invoice, *, is_late: bool, status: int) -> HttpResponse:
    context = {"invoice": invoice, "order": invoice.order, "is_late": is_late}
    return render(request, "orders/invoice_waiting.html", context, status=status)
