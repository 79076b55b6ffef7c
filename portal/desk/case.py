"""One case on one page: the thread, the facts beside it, the answer below it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from kb.models import ArticlePage
from portal.desk.access import AgentsOnly
from portal.desk.actions import send_answer
from portal.desk.articles import address, readable
from portal.desk.facts import CaseFacts, case_facts
from portal.desk.forms import ReplyForm
from returns.access import get_case_to_work
from returns.actions import keep_uploads
from returns.errors import Refused, SomeoneWasFaster
from returns.models import Case


class CaseBreadcrumbs(WagtailAdminTemplateMixin):
    """The place of a case's pages in the admin."""

    header_icon = "mail"
    case: Case

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk:queue"), "label": gettext_lazy("Cases")},
            {"url": reverse("desk:case", args=[self.case.reference]), "label": self.case.reference},
        ]

    def get_page_title(self) -> str:
        return f"{self.case.reference} {self.case.subject}"


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
            case=self.case, facts=facts, form=form, media=form.media, problem=problem, overtaken=overtaken
        )
        return TemplateResponse(self.request, self.template_name, context, status=409 if overtaken else 200)


class ArticleView(AgentsOnly, View):
    """An article as this case's customer should get it, for the chooser's script."""

    def get(self, request: HttpRequest, reference: str, page_id: int) -> HttpResponse:
        case = get_case_to_work(self.agent, reference)
        page = readable(get_object_or_404(ArticlePage.objects.select_related("locale").live(), id=page_id), case)
        if page is None:
            return JsonResponse({"problem": _("This customer may not read this article.")}, status=409)
        return JsonResponse({"title": page.title, "url": address(page)})
