"""Pages of the desk for goods on their way back: the label, the customer's receipt, the rest of a parcel."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from portal.desk.access import AgentsOnly
from portal.desk.case.breadcrumbs import CaseBreadcrumbs
from portal.desk.logistics_forms import LabelForm, ProofDecisionForm, ReceiveForm
from returns.access import get_case_to_work, role_of
from returns.errors import Refused, SomeoneWasFaster
from returns.logistics.actions import confirm_proof, give_label, refuse_proof, take_label_back
from returns.logistics.inspecting import receive
from returns.logistics.labels import may_have_a_label
from returns.models import DispatchProof
from returns.rules import FINAL, Role


class WayBackView(AgentsOnly, CaseBreadcrumbs, View):
    """One question about a case, on a page of its own; the agent's own case is for a colleague."""

    template_name = "desk/way_back.html"
    title: str | Promise
    effect: str | Promise
    button: str | Promise

    def find(self, reference: str) -> None:
        self.case = get_case_to_work(self.agent, reference)
        if role_of(self.agent, self.case) is not Role.AGENT or not self.is_open():
            raise Http404

    def is_open(self) -> bool:
        raise NotImplementedError

    def page(self, form: forms.Form, problem: str = "", **more: Any) -> HttpResponse:
        words = {"title": self.title, "effect": self.effect, "button": self.button}
        context = self.get_context_data(case=self.case, form=form, words=words, problem=problem, **more)
        return TemplateResponse(self.request, self.template_name, context, status=409 if problem else 200)

    def done(self, text: str) -> HttpResponse:
        messages.success(self.request, text)
        return redirect("desk:case", reference=self.case.reference)


class LabelView(WayBackView):
    title = gettext_lazy("Label for the parcel")
    effect = gettext_lazy(
        "The customer finds it in the case and gets a mail. A new label takes the place of an old one."
    )
    button = gettext_lazy("Give the label")

    def is_open(self) -> bool:
        return may_have_a_label(self.case)

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.find(reference)
        return self.page(LabelForm(initial={"version": self.case.version}, auto_id="step_%s"))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.find(reference)
        form = LabelForm(request.POST, request.FILES, auto_id="step_%s")
        if not form.is_valid():
            return self.page(form)
        given, now = dict(form.cleaned_data), timezone.now()
        try:
            give_label(self.case, by=self.agent, now=now, **given)
        except Refused as refused:
            return self.page(again(form, refused), problem=str(refused))
        return self.done(_("The customer has the label now."))


class LabelBackView(WayBackView):
    http_method_names = ("post",)

    def is_open(self) -> bool:
        return True

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.find(reference)
        try:
            take_label_back(self.case, by=self.agent, version=self.case.version, now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("desk:case", reference=reference)
        return self.done(_("The customer no longer finds the label."))


class ProofView(WayBackView):
    """Does the receipt show that the parcel was handed over (W8)?"""

    template_name = "desk/proof.html"
    title = gettext_lazy("Does this receipt prove the dispatch?")
    effect = gettext_lazy("With a yes the refund may no longer wait for the goods (Directive 2011/83/EU, art. 13(3)).")
    button = gettext_lazy("Yes, it counts")

    def is_open(self) -> bool:
        return True

    def proof(self, pk: int) -> DispatchProof:
        waiting = self.case.dispatch_proofs.filter(state=DispatchProof.State.WAITING).select_related("message")
        return get_object_or_404(waiting, pk=pk)

    def get(self, request: HttpRequest, reference: str, pk: int) -> HttpResponse:
        self.find(reference)
        form = ProofDecisionForm(initial={"version": self.case.version}, auto_id="step_%s")
        return self.page(form, proof=self.proof(pk))

    def post(self, request: HttpRequest, reference: str, pk: int) -> HttpResponse:
        self.find(reference)
        proof, form = self.proof(pk), ProofDecisionForm(request.POST, auto_id="step_%s")
        if not form.is_valid():
            return self.page(form, proof=proof)
        given: dict[str, Any] = {"by": self.agent, "proof": proof.pk, "now": timezone.now()}
        given["version"] = form.cleaned_data["version"]
        try:
            if "refuse" in request.POST:
                refuse_proof(self.case, **given, reason=form.cleaned_data["reason"])
                return self.done(_("The customer reads why the receipt does not count."))
            confirm_proof(self.case, **given)
        except Refused as refused:
            return self.page(again(form, refused), problem=str(refused), proof=proof)
        return self.done(_("The receipt counts as proof of dispatch."))


class MoreGoodsView(WayBackView):
    """A part came earlier; here is the rest, or some more of it."""

    title = gettext_lazy("More of the goods arrived")
    effect = gettext_lazy("Count what is here now, together with what came before.")
    button = gettext_lazy("Note it")

    def is_open(self) -> bool:
        lines = self.case.lines.all()
        missing = any((line.received_quantity or 0) < line.quantity for line in lines)
        return self.case.received_at is not None and self.case.status not in FINAL and missing

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.find(reference)
        form = ReceiveForm(initial={"version": self.case.version}, auto_id="step_%s", case=self.case)
        return self.page(form)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.find(reference)
        form = ReceiveForm(request.POST, auto_id="step_%s", case=self.case)
        if not form.is_valid():
            return self.page(form)
        try:
            receive(
                self.case, by=self.agent, version=form.cleaned_data["version"], now=timezone.now(), **form.values()
            )
        except Refused as refused:
            return self.page(again(form, refused), problem=str(refused))
        return self.done(_("Noted."))


def again(form: Any, refused: Refused) -> Any:
    """The same answers on the newest view of the case, when a colleague was faster."""
    if isinstance(refused, SomeoneWasFaster):
        form.data = form.data.copy()
        form.data["version"] = refused.case.version
    return form
