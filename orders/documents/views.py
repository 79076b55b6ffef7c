"""Stored bytes, never made on request (R37)."""

import logging
from datetime import timedelta
from typing import Any

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.access import find_invoice
from orders.door import for_readers
from orders.models import Invoice
from orders.sending import careful

SOON = timedelta(minutes=10)
log = logging.getLogger(__name__)


@require_safe
@never_cache
@for_readers
def invoice_pdf(request: HttpRequest, person: Any, slug: str, invoice: str) -> HttpResponseBase:
    found = find_invoice(person, slug, invoice)
    if found.is_ready and not found.file and found.xml_file:
        # Accounting issued nothing else: that is the document.
        return redirect("orders:invoice_xml", slug, invoice)
    return _download(request, found, str(found.file.name or ""), f"{found.slug}.pdf", "application/pdf")


@require_safe
@never_cache
@for_readers
def invoice_xml(request: HttpRequest, person: Any, slug: str, invoice: str) -> HttpResponseBase:
    """Raises Http404 for a document that has no XML."""
    found = find_invoice(person, slug, invoice)
    return _download(request, found, str(found.xml_file.name or ""), f"{found.slug}.xml", "text/xml")


def _download(request: HttpRequest, invoice: Invoice, name: str, filename: str, content_type: str) -> HttpResponseBase:
    """Until a check has passed, a page that says where the document stands."""
    if not invoice.is_ready:
        is_late = timezone.now() - invoice.created_at > SOON
        return _not_there(request, invoice, is_late=is_late, status=202)
    if not name:
        raise Http404
    try:
        content = storages["private"].open(name)
    except FileNotFoundError:
        log.error("invoice %s: its file %s is missing", invoice.pk, name)
        return _not_there(request, invoice, is_late=True, status=503)
    return careful(FileResponse(content, as_attachment=True, filename=filename, content_type=content_type))


def _not_there(request: HttpRequest, invoice: Invoice, *, is_late: bool, status: int) -> HttpResponse:
    context = {"invoice": invoice, "order": invoice.order, "is_late": is_late}
    return render(request, "orders/invoice_waiting.html", context, status=status)
