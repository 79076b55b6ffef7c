"""Steps of a case: who works on it, and what is decided, each confirmed on a page of its own."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from portal.desk.access import AgentsOnly
from portal.desk.actions import take_step
from portal.desk.case.breadcrumbs import CaseBreadcrumbs
from portal.desk.case.drafts import draft_of, drop_draft, keep_draft, words_of
from portal.desk.forms import AssignForm, StepForm
from portal.desk.steps import desk_step, steps_now
from portal.desk.wording import StepWords
from returns.access import get_case_to_work, role_of
from returns.actions import assign
from returns.errors import Refused, SomeoneWasFaster
from returns.queries import worth
from returns.rules import RESERVES


class AssignView(AgentsOnly, View):
    http_method_names = ("post",)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        case = get_case_to_work(self.agent, reference)
        form = AssignForm(request.POST)
        if form.is_valid():
            agent = self.agent if form.cleaned_data["take"] else None
            try:
                assign(case, by=self.agent, agent=agent, version=form.cleaned_data["version"], now=timezone.now())
                messages.success(request, _("This case is yours.") if agent else _("This case is nobody's now."))
            except Refused as refused:
                messages.error(request, str(refused))
        return redirect("desk:case", reference=case.reference)


class StepView(AgentsOnly, CaseBreadcrumbs, View):
    template_name = "desk/step.html"

    def get(self, request: HttpRequest, reference: str, verb: str) -> HttpResponse:
        step = self.find(reference, verb)
        draft = draft_of(self.case, self.agent, verb)
        kept = {words_of(desk_step(self.case.kind, verb).form): draft.body} if draft else {}
        return self.page(step, self.form(verb, initial=self.initial(verb) | kept))

    def post(self, request: HttpRequest, reference: str, verb: str) -> HttpResponse:
        step = self.find(reference, verb)
        form = self.form(verb, data=request.POST)
        if not form.is_valid():
            return self.page(step, form)
        try:
            take_step(
                self.case,
                verb,
                by=self.agent,
                version=form.cleaned_data["version"],
                now=timezone.now(),
                **form.values(),
            )
        except SomeoneWasFaster as faster:
            keep_draft(
                self.case, self.agent, form.cleaned_data.get(words_of(type(form)), ""), timezone.now(), what=verb
            )
            kept = {**form.cleaned_data, "version": faster.case.version}
            return self.page(step, self.form(verb, initial=kept), problem=str(faster))
        except Refused as refused:
            return self.page(step, form, problem=str(refused))
        drop_draft(self.case, self.agent, verb)
        messages.success(request, _("Done: %(step)s.") % {"step": step.label})
        return redirect("desk:case", reference=reference)

    def find(self, reference: str, verb: str) -> StepWords:
        """The step, if returns' table allows it now; a step that is not open any more leads nowhere."""
        self.case = get_case_to_work(self.agent, reference)
        for step in steps_now(self.case, role_of(self.agent, self.case)):
            if step.verb == verb:
                return step
        raise Http404

    def form(self, verb: str, data: Any = None, initial: Any = None) -> StepForm:
        return desk_step(self.case.kind, verb).form(data, initial=initial, auto_id="step_%s", case=self.case)

    def initial(self, verb: str) -> dict[str, Any]:
        known = worth(self.case) if verb == "refund" else None
        first = {"version": self.case.version, **({"amount": known.amount} if known else {})}
        return first | self.form(verb).start()

    def page(self, step: StepWords, form: StepForm, problem: str = "") -> HttpResponse:
        context = self.get_context_data(
            case=self.case, step=step, form=form, media=form.media, problem=problem, worth=self.worth()
        )
        return TemplateResponse(self.request, self.template_name, context, status=409 if problem else 200)

    def worth(self) -> Any:
        return worth(self.case) if self.case.kind in RESERVES else None
