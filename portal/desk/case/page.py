"""One case on one page: the thread, the facts beside it, the answer below it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from portal.desk.access import AgentsOnly
from portal.desk.actions import send_answer
from portal.desk.case.breadcrumbs import CaseBreadcrumbs
from portal.desk.case.facts import CaseFacts, case_facts
from portal.desk.case.panels import panels_for
from portal.desk.forms import ReplyForm
from returns.access import get_case_to_work
from returns.actions import keep_uploads
from returns.errors import Refused, SomeoneWasFaster


class CaseView(AgentsOnly, CaseBreadcrumbs, View):
    template_name = "desk/case.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.case = get_case_to_work(self.agent, reference)
        facts = case_facts(self.case, self.agent, timezone.now())
        return self.page(facts, ReplyForm(self.case, seen=facts.newest))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.case = get_case_to_work(self.agent, reference)
        form = ReplyForm(self.case, request.POST)
        if not form.is_valid():
            return self.page(case_facts(self.case, self.agent, timezone.now()), form)
        if form.cleaned_data["insert"]:
            facts = case_facts(self.case, self.agent, timezone.now(), seen=form.cleaned_data["seen"])
            return self.page(facts, form.same_view())
        return self.send(request, form)

    def send(self, request: HttpRequest, form: ReplyForm) -> HttpResponse:
        given, now = form.cleaned_data, timezone.now()
        try:
            refusals = keep_uploads(by=self.agent, key=given["key"], files=request.FILES.getlist("files"), now=now)
            if refusals:
                raise Refused(" ".join(refusals))
            send_answer(
                self.case,
                by=self.agent,
                body=given["body"],
                now=now,
                internal=bool(given["internal"]),
                version=given["version"],
                key=given["key"],
            )
        except Refused as refused:
            return self.keep_text(form, refused)
        messages.success(request, _("Note kept.") if given["internal"] else _("Answer sent."))
        return redirect("desk:case", reference=self.case.reference)

    def keep_text(self, form: ReplyForm, refused: Refused) -> HttpResponse:
        """Nothing was sent: the text stays, and what others did meanwhile is shown."""
        self.case = get_case_to_work(self.agent, self.case.reference)
        facts = case_facts(self.case, self.agent, timezone.now(), seen=form.cleaned_data["seen"])
        overtaken = isinstance(refused, SomeoneWasFaster)
        fresh = form.again(self.case.version, facts.newest) if overtaken else form.same_view()
        return self.page(facts, fresh, problem=str(refused), overtaken=overtaken)

    def page(self, facts: CaseFacts, form: ReplyForm, problem: str = "", overtaken: bool = False) -> HttpResponse:
        context = self.get_context_data(
            case=self.case,
            facts=facts,
            form=form,
            media=form.media,
            problem=problem,
            overtaken=overtaken,
            panels=panels_for(facts.page(self.request, self.case, self.agent, timezone.now())),
        )
        return TemplateResponse(self.request, self.template_name, context, status=409 if overtaken else 200)
