"""A call comes in: who it is, what she has with us, and what was said, on one page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.callbacks.actions import first_words
from portal.callbacks.queries import calls_to_make
from portal.callbacks.rules import number_of
from portal.desk.access import AgentsOnly
from portal.desk.phone import caller
from portal.desk.phone.actions import Call, log_call
from portal.desk.phone.forms import CallForm
from returns.errors import Refused


class PhonePlace(AgentsOnly, WagtailAdminTemplateMixin):
    header_icon = "mobile-alt"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": reverse("desk:queue"), "label": gettext_lazy("Cases")}, *self.places()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]

    def places(self) -> list[dict[str, Any]]:
        """Pages between the cases and this one."""
        return []


class LogView(PhonePlace, View):
    template_name = "desk/phone/log.html"
    page_title = gettext_lazy("Phone call")

    @cached_property
    def text(self) -> str:
        return self.request.GET.get("q", "")[:200].replace("\x00", "")

    @cached_property
    def found(self) -> list[Any]:
        return [(each, caller.chosen_of(each)) for each in caller.found(self.text)]

    @cached_property
    def caller(self) -> caller.Caller | None:
        """Who was chosen, or the only one found."""
        chosen = self.request.GET.get("who", "")
        if not chosen and len(self.found) == 1:
            chosen = self.found[0][1]
        return caller.caller_of(chosen)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(CallForm(caller=self.caller))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CallForm(request.POST, caller=self.caller)
        if not form.is_valid():
            return self.page(form)
        try:
            case = log_call(self.call(form), by=self.agent, now=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.page(form)
        address = reverse("desk:case", args=[case.reference])
        buttons = [messages.button(address, _("Open the case"))]
        messages.success(request, _("The call is in case %(number)s.") % {"number": case.reference}, buttons=buttons)
        return redirect("desk:phone")

    def call(self, form: CallForm) -> Call:
        said, known = form.cleaned_data, self.caller
        user = known.person.user if known else None
        orders = {order.slug: order for order in known.orders} if known else {}
        return Call(
            said=said["said"],
            key=said["key"],
            answer=said["answer"],
            settled=said["settled"],
            asks=said.get("asks", False),
            phone=number_of(self.text),
            customer=user,
            email=known.email if known else said["email"],
            language=user.language if user else get_language() or "en",
            subject=first_words(said["said"]) or _("Phone call"),
            order=orders.get(said.get("order", "")),
            case=form.case,
        )

    def page(self, form: CallForm) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            text=self.text,
            found=self.found,
            caller=self.caller,
            waiting=calls_to_make(timezone.now()).count(),
            address=f"{reverse('desk:phone')}?{self.request.GET.urlencode()}",
        )
        status = 400 if form.is_bound and form.errors else 200
        return TemplateResponse(self.request, self.template_name, context, status=status)
