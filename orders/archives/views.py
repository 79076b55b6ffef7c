"""A customer's years of invoices: ask for one, watch it being packed, take it."""

from django.contrib.auth.decorators import login_required
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from orders.archives.actions import ask_archive, is_good
from orders.archives.queries import years_of
from orders.models import InvoiceArchive
from orders.sending import careful


@require_safe
@never_cache
@login_required
def years(request: HttpRequest) -> HttpResponse:
    found = years_of(request.user)
    is_packing = any(each.archive and each.archive.due_at for each in found)
    context = {"years": found, "is_packing": is_packing, "now": timezone.now()}
    return render(request, "orders/invoice_years.html", context)


@require_http_methods(["POST"])
@login_required
def ask(request: HttpRequest, year: int) -> HttpResponse:
    if ask_archive(request.user, year, timezone.now()) is None:
        raise Http404
    return redirect("orders:invoice_years")


@require_safe
@never_cache
@login_required
def download(request: HttpRequest, year: int) -> HttpResponseBase:
    """Raises Http404 for somebody else's. One that no longer holds what she may have is packed again."""
    archive = InvoiceArchive.objects.select_related("user").filter(user=request.user.pk, year=year).first()
    if archive is None:
        raise Http404
    if not is_good(archive, timezone.now()):
        ask_archive(request.user, year, timezone.now())
        return redirect("orders:invoice_years")
    try:
        content = storages["private"].open(str(archive.file.name))
    except FileNotFoundError:
        InvoiceArchive.objects.filter(pk=archive.pk).update(expires_at=timezone.now())
        return redirect("orders:invoice_years")
    return careful(FileResponse(content, as_attachment=True, filename=f"{year}.zip", content_type="application/zip"))
