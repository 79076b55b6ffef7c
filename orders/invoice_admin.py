"""Operators see every invoice, why one is held, and what to do; they hand over what came from KSeF by hand."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.erasing import not_locked_for
from orders.holding import check_again, confirm_order
from orders.inspecting import RESULTS, PlainInspect
from orders.ksef.checking import ORDER
from orders.ksef.refusing import KsefRefused
from orders.ksef.taking import take_ksef_invoice
from orders.ksef.xml import MAX_BYTES
from orders.models import Invoice, Order
from orders.templatetags.formats import money

CHANGE, ADD = "orders.change_invoice", "orders.add_invoice"
HEADER = {"header_icon": "doc-full"}
DEEDS = {"check": check_again, "confirm": confirm_order}


class OnlyLooking(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(Invoice, OnlyLooking(Invoice))


def deeds_for(invoice: Invoice, user: Any) -> list[Any]:
    """What can be done about one that is held."""
    if invoice.state != Invoice.State.HELD or not user.has_perm(CHANGE):
        return []
    url = reverse("invoice_check", args=[invoice.pk])
    found = [Button(_("Check again"), url=url, icon_name="rotate", priority=5)]
    if invoice.held_rule == ORDER:
        url = reverse("invoice_confirm", args=[invoice.pk])
        found.append(Button(_("It belongs to this order"), url=url, icon_name="check", priority=6))
    return found


class InvoiceIndex(IndexView):
    def get_base_queryset(self) -> QuerySet[Invoice]:
        found: QuerySet[Invoice] = super().get_base_queryset().select_related("order").defer("snapshot")
        return found.filter(not_locked_for(self.request.user))

    def get_list_more_buttons(self, instance: Invoice) -> list[Any]:
        return [*super().get_list_more_buttons(instance), *deeds_for(instance, self.request.user)]

    @property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(ADD):
            return []
        return [
            HeaderButton(_("Hand over an invoice from KSeF"), url=reverse("invoice_from_ksef"), icon_name="upload")
        ]


class InvoiceInspect(PlainInspect):
    def get_object(self, queryset: QuerySet[Invoice] | None = None) -> Invoice:
        shown = Invoice.objects.filter(not_locked_for(self.request.user))
        return get_object_or_404(shown, pk=super().get_object(queryset).pk)

    @property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, *deeds_for(self.object, self.request.user)]


class InvoiceViewSet(ModelViewSet):
    model = Invoice
    name = "invoices"
    icon = "doc-full"
    menu_label = _("Invoices")
    menu_order = 112
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = InvoiceIndex
    index_results_template_name = RESULTS
    inspect_view_class = InvoiceInspect
    list_display: ClassVar = [
        "number",
        "order",
        "kind",
        "source",
        "state",
        "held_rule",
        "issued_date",
        Column("total", label=_("Total"), accessor=lambda invoice: money(invoice.total, invoice.currency)),
    ]
    list_filter: ClassVar = ["state", "source", "kind"]
    search_fields: ClassVar = ["number", "ksef_number", "order__number", "buyer_name", "buyer_vat_number"]
    ordering: ClassVar = ["-issued_date", "-id"]
    list_per_page = 50
    exclude_form_fields: ClassVar = ["snapshot"]
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "number", "order", "kind", "type_code", "source", "state", "held_rule", "held_reason", "corrects",
        "corrects_number", "ksef_number", "issued_date", "total", "currency", "buyer_name", "buyer_vat_number",
        "language", "sha256", "xml_sha256", "rendered_at", "render_attempts", "render_error", "created_at",
    ]  # fmt: skip
    copy_view_enabled = False


@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Check again, or say that the order is right: asked first, done on POST."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    invoice = get_object_or_404(Invoice.objects.select_related("order"), pk=pk)
    if request.method == "POST":
        try:
            after = DEEDS[what](invoice)
        except KsefRefused as refused:
            messages.error(request, str(refused.message))
        else:
            _tell(request, after)
        return redirect("invoices:inspect", pk)
    return TemplateResponse(
        request,
        "orders/admin/invoice_deed.html",
        {"invoice": invoice, "what": what, **HEADER, "page_title": invoice.number},
    )


def _tell(request: HttpRequest, invoice: Invoice) -> None:
    # Where jobs run at once it has been checked by now.
    invoice.refresh_from_db(fields=["state", "held_reason"])
    if invoice.state == Invoice.State.HELD:
        text = _now("%(number)s is held: %(reason)s")
        messages.warning(request, text % {"number": invoice.number, "reason": invoice.held_reason})
    else:
        text = _now("%(number)s is being made; the customer sees it within a minute.")
        messages.success(request, text % {"number": invoice.number})


class FromKsef(forms.Form):
    xml = forms.FileField(label=_("Invoice (XML)"), help_text=_("FA(3), as KSeF or your accounting system gives it."))
    ksef_number = forms.CharField(
        label=_("KSeF number"),
        max_length=36,
        required=False,
        help_text=_("Leave it empty for an invoice issued offline; hand over the same file again when it has one."),
    )
    kod2_url = forms.CharField(label=_("Link of KOD II"), max_length=2000, required=False)
    order = forms.CharField(
        label=_("Order number"),
        max_length=64,
        required=False,
        help_text=_("Empty: it is found in the invoice. Such an invoice is held unless something else agrees too."),
    )

    def clean_xml(self) -> bytes:
        file = self.cleaned_data["xml"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 3 MB, which is the most KSeF allows."))
        content: bytes = file.read()
        return content

    def clean_order(self) -> Order | None:
        number = self.cleaned_data["order"].strip()
        found = list(Order.objects.filter(number=number)[:2]) if number else []
        if number and len(found) != 1:
            raise forms.ValidationError(_("There is no order, or more than one, with this number."))
        return found[0] if found else None


@require_http_methods(["GET", "HEAD", "POST"])
def from_ksef(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    form = FromKsef(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            invoice = take_ksef_invoice(
                said["xml"], ksef_number=said["ksef_number"], order=said["order"], kod2_url=said["kod2_url"].strip()
            )
        except KsefRefused as refused:
            field = {"ksef_number": "ksef_number", "order": "order", "kod_2": "kod2_url"}.get(refused.code, "xml")
            line = _now("line %(line)s") % {"line": refused.line} if refused.line else ""
            form.add_error(field, f"{refused.message} ({line})" if line else str(refused.message))
        else:
            _tell(request, invoice)
            return redirect("invoices:inspect", invoice.pk)
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(
        request,
        "orders/admin/invoice_from_ksef.html",
        {"form": form, **HEADER, "page_title": _now("Hand over an invoice from KSeF")},
        status=status,
    )


def addresses() -> list[Any]:
    return [
        path("invoices/from-ksef/", from_ksef, name="invoice_from_ksef"),
        path("invoices/<int:pk>/check/", deed, {"what": "check"}, name="invoice_check"),
        path("invoices/<int:pk>/confirm/", deed, {"what": "confirm"}, name="invoice_confirm"),
    ]
