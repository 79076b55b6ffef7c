"""The customer's side of goods on their way back: door, form, one domain call, page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders.carriers import carrier_name
from returns.access import get_case, member
from returns.errors import Refused
from returns.logistics.access import get_case_to_read, get_label
from returns.logistics.actions import forget_parcel, send_proof, tell_parcel
from returns.logistics.forms import ParcelForm, ProofForm
from returns.logistics.labels import private_file, serve
from returns.logistics.panel import frees_money
from returns.logistics.parcels import takes_parcels
from returns.logistics.slip import NotPrinted, pdf_of
from returns.models import Case

forms_only = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def slip(request: HttpRequest, reference: str) -> HttpResponse | FileResponse:
    case = get_case_to_read(request.user, reference)
    if case.order is None or not case.lines.exists():
        raise Http404
    try:
        content = pdf_of(case, timezone.now())
    except NotPrinted as problem:
        messages.error(request, str(problem))
        return redirect("cases:detail", case.reference)
    response = HttpResponse(content, content_type="application/pdf")
    name = _("return slip")
    return private_file(response, f"{name} {case.reference}.pdf".replace(" ", "-"))


@require_safe
@login_required
def label(request: HttpRequest, reference: str) -> FileResponse:
    return serve(get_label(request.user, reference))


@forms_only
@never_cache
@login_required
def parcel(request: HttpRequest, reference: str) -> HttpResponse:
    case = open_case_of(request, reference)
    form = ParcelForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            told = tell_parcel(
                case,
                by=member(request),
                number=given["number"],
                carrier=given["carrier"],
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("number", str(refused))
        else:
            name = carrier_name(told.shipment) or _("the carrier")
            messages.success(request, _("Thank you. We follow your parcel with %(carrier)s.") % {"carrier": name})
            return redirect(f"{reverse('cases:detail', args=[case.reference])}#way-back")
    return render(request, "returns/logistics/parcel_form.html", {"case": case, "form": form})


@require_POST
@never_cache
@login_required
def parcel_forget(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    case = get_case(request.user, reference)
    try:
        forget_parcel(case, by=member(request), parcel=pk, now=timezone.now())
        messages.success(request, _("The number is gone. You can tell us the right one now."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("cases:detail", case.reference)


@forms_only
@never_cache
@login_required
def proof(request: HttpRequest, reference: str) -> HttpResponse:
    case, now = open_case_of(request, reference), timezone.now()
    form = ProofForm(request.POST or None, request.FILES or None, person=member(request))
    if form.is_bound and form.receive(now):
        try:
            send_proof(
                case, by=member(request), handed_over=form.day(), key=form.cleaned_data["submission_key"], now=now
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. We look at your receipt and tell you."))
            return redirect("cases:detail", case.reference)
    context = {"case": case, "form": form, "frees_money": frees_money(request, case)}
    return render(request, "returns/logistics/proof_form.html", context)


def open_case_of(request: HttpRequest, reference: str) -> Case:
    """Hers, and something may still come back; else 404."""
    case = get_case(request.user, reference)
    if not takes_parcels(case):
        raise Http404
    return case
