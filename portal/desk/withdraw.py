"""A withdrawal whose order an agent has to find, and the page with what the shop puts on its own site."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from orders.models import Order, SellerSettings
from portal.desk.access import AgentsOnly
from returns.access import get_case_to_work
from returns.errors import Refused
from returns.withdrawing.deciding import say_which_order
from returns.withdrawing.finding import orders_numbered
from returns.withdrawing.snippets import all_snippets

MAY_SEE_SNIPPETS = "returns.change_returnsettings"


class WhichOrderForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Order number"), max_length=200, required=False)
    slug = forms.SlugField(max_length=80, required=False)
    version = forms.IntegerField(min_value=1)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["orders"] = self._orders(data.get("slug") or "", data.get("number") or "")
        return data

    def _orders(self, slug: str, number: str) -> list[Order]:
        return list(Order.objects.filter(slug=slug)) if slug else orders_numbered(number) if number else []


class WhichOrderView(AgentsOnly, View):
    """One of the orders that may be meant, or one whose number the agent types."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        case = get_case_to_work(self.agent, reference)
        form = WhichOrderForm(request.POST)
        found = form.cleaned_data["orders"] if form.is_valid() else []
        if len(found) != 1:
            messages.error(request, _("No order, or more than one, has this number. Look it up under Orders."))
            return redirect("desk:case", reference=case.reference)
        try:
            say_which_order(
                case, by=self.agent, order=found[0], version=form.cleaned_data["version"], now=timezone.now()
            )
            text = _("Order %(number)s is in the case now. Confirm the withdrawal, or write to the customer.")
            messages.success(request, text % {"number": found[0].number})
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("desk:case", reference=case.reference)


class FunctionView(WagtailAdminTemplateMixin, TemplateView):
    """Link and words for the shop's own site (law F1, F6)."""

    template_name = "desk/withdrawal_function.html"
    page_title = gettext_lazy("Withdrawal function")
    header_icon = "resubmit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAY_SEE_SNIPPETS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        snippets = all_snippets(settings.SITE_URL, SellerSettings.load().legal_name)
        return super().get_context_data(snippets=snippets, **kwargs)
