"""One click from an answer to the draft of an article; nothing personal is kept on the way."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from portal.desk.access import AgentsOnly
from portal.desk.articles.drafting import FIELDS, Review, Texts, make_draft, review, texts_of
from portal.desk.articles.forms import DraftForm, Findings, as_initial
from portal.desk.case.breadcrumbs import CaseBreadcrumbs
from returns.access import get_case_to_work


class DraftView(AgentsOnly, CaseBreadcrumbs, View):
    template_name = "desk/articles/draft.html"
    header_icon = "doc-empty-inverse"

    def get_page_title(self) -> str:
        return _("An article from this answer")

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.case = get_case_to_work(self.agent, reference)
        number = request.GET.get("message", "")
        texts = texts_of(
            self.case, int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None
        )
        form = DraftForm(case=self.case, initial={name: getattr(texts, name) for name in FIELDS})
        return self.page(form, review(self.case, texts))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.case = get_case_to_work(self.agent, reference)
        form, given = DraftForm(request.POST, case=self.case), Findings(request.POST, prefix="found")
        if not form.is_valid():
            texts = Texts(*(request.POST.get(name, "") for name in FIELDS))
            return self.page(form, review(self.case, texts), given)
        found = review(self.case, Texts(*(form.cleaned_data[name] for name in FIELDS)))
        decisions = given.decisions() if given.is_valid() else {}
        if found.undecided(decisions):
            return self.page(form, found, given, problem=_("Look at what is marked below, then keep the draft."))
        texts = found.cleaned(decisions)
        try:
            page = make_draft(self.case, form.cleaned_data["topic"], texts, by=self.agent, now=timezone.now())
        except ValidationError as error:
            # What an article may not hold, such as a shop variable that there is none of.
            return self.page(form, found, given, problem=" ".join(error.messages))
        messages.success(request, _("The draft “%(title)s” waits for an editor.") % {"title": page.title})
        return redirect("desk:case", reference=self.case.reference)

    def page(self, form: DraftForm, found: Review, given: Any = None, problem: str = "") -> HttpResponse:
        """Fresh rows for what is found now, each with what was decided about it before."""
        decided = given.decisions() if given is not None and given.is_valid() else {}
        initial = as_initial(list(found.findings))
        for row in initial:
            if row["value"] in decided:
                said = decided[row["value"]]
                row |= {"keep": said is None, "instead": said or ""}  # type: ignore[dict-item]
        rows = Findings(initial=initial, prefix="found")
        rows.extra = 0
        context = self.get_context_data(
            case=self.case,
            form=form,
            rows=rows,
            pairs=list(zip(rows.forms, found.findings, strict=True)),
            problem=problem,
            media=form.media,
        )
        return TemplateResponse(self.request, self.template_name, context, status=422 if problem else 200)
