"""Calls that customers booked: whom to call today, and what came of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from portal.callbacks import actions, rules
from portal.callbacks.models import Callback
from portal.callbacks.queries import calls_made, calls_to_make
from portal.desk.phone.actions import may_settle
from portal.desk.phone.forms import OutcomeForm
from portal.desk.phone.log import PhonePlace
from returns.errors import Refused

MOST = 200


class CallsView(PhonePlace, View):
    template_name = "desk/phone/calls.html"
    page_title = gettext_lazy("Call-backs today")

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        context = self.get_context_data(calls=calls_to_make(now)[:MOST], made=calls_made(now)[:MOST], now=now)
        return TemplateResponse(request, self.template_name, context)


class OneCall(PhonePlace, View):
    call: Callback

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def found(self) -> Callback:
        """After the door: agents only."""
        rows = Callback.objects.select_related("case__customer", "case__order")
        return get_object_or_404(rows, pk=self.pk)

    def places(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:calls"), "label": gettext_lazy("Call-backs today")}]


class CallView(OneCall):
    template_name = "desk/phone/call.html"
    page_title = gettext_lazy("Call-back")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.call = self.found()
        return self.page(OutcomeForm(case=self.call.case))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reached: what was said."""
        self.call = self.found()
        form = OutcomeForm(request.POST, case=self.call.case)
        if form.is_valid() and form.cleaned_data["settled"] and not may_settle(self.call.case):
            form.add_error("settled", _("A case of this kind ends by a step of its own, on its page."))
        if not form.is_valid():
            return self.page(form)
        try:
            actions.reached(
                self.call,
                by=self.agent,
                said=form.cleaned_data["said"],
                closes=form.cleaned_data["settled"],
                asks=form.cleaned_data.get("asks", False),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.page(form)
        messages.success(request, _("Noted. The customer has it in writing."))
        return redirect("desk:calls")

    def page(self, form: OutcomeForm) -> HttpResponse:
        question = self.call.case.messages.filter(internal=False).order_by("created_at", "pk").last()
        context = self.get_context_data(call=self.call, case=self.call.case, question=question, form=form)
        status = 400 if form.is_bound and form.errors else 200
        return TemplateResponse(self.request, self.template_name, context, status=status)


class NotReachedView(OneCall):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            call = actions.not_reached(self.found(), by=self.agent, now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("desk:calls")
        if call.tries < rules.TRIES:
            messages.success(request, _("Noted. The call stays on the list for one more try."))
        else:
            messages.success(request, _("Noted. The customer was told that we answer by e-mail."))
        return redirect("desk:calls")
