"""A KSeF invoice as a page for its reader; its PDF and XML are stored bytes (orders.documents)."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.access import documents_of, get_invoice
from orders.door import for_readers
from orders.ksef.showing import shown
from orders.models import Invoice


@require_safe
@never_cache
@for_readers
def invoice_page(request: HttpRequest, person: Any, slug: str, invoice: str) -> HttpResponseBase:
    """Raises Http404 for what came another way: there is no XML to show."""
    found = get_invoice(person, slug, invoice)
    if found.source != Invoice.Source.KSEF:
        raise Http404
    # What she may see: a correction that is held, or was issued for another order, stays unsaid.
    beside = documents_of(person).filter(order=found.order, source=Invoice.Source.KSEF, state=Invoice.State.READY)
    context = {
        "invoice": found,
        "order": found.order,
        "shown": shown(found),
        "pdf_url": reverse("orders:invoice", args=[slug, invoice]),
        "corrections": beside.filter(corrects=found),
        "original": beside.filter(pk=found.corrects_id).first() if found.corrects_id else None,
    }
    return render(request, "orders/ksef/page.html", context)
