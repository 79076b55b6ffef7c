"""Saying that an article is wrong, from the case in which it showed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from kb.flags.actions import flag
from kb.models import ArticlePage
from portal.desk.access import AgentsOnly
from portal.desk.articles.forms import FlagForm
from portal.desk.case.breadcrumbs import CaseBreadcrumbs
from returns.access import get_case_to_work


class FlagView(AgentsOnly, CaseBreadcrumbs, View):
    template_name = "desk/articles/flag.html"
    header_icon = "warning"

    def get_page_title(self) -> str:
        return _("Something is wrong with an article")

    def get(self, request: HttpRequest, reference: str, page_id: int) -> HttpResponse:
        return self.page(FlagForm(), *self.doors(reference, page_id))

    def post(self, request: HttpRequest, reference: str, page_id: int) -> HttpResponse:
        reference, article = self.doors(reference, page_id)
        form = FlagForm(request.POST)
        if not form.is_valid():
            return self.page(form, reference, article)
        given = form.cleaned_data
        flag(
            article,
            reason=given["reason"],
            words=given["words"],
            by=self.agent,
            now=timezone.now(),
            about=self.case.reference,
        )
        messages.success(request, _("Editors know now. What came of it stands here, in the case."))
        return redirect("desk:case", reference=self.case.reference)

    def doors(self, reference: str, page_id: int) -> tuple[str, ArticlePage]:
        self.case = get_case_to_work(self.agent, reference)
        article = ArticlePage.objects.live().select_related("locale").filter(pk=page_id).first()
        if article is None:
            raise Http404
        return self.case.reference, article

    def page(self, form: FlagForm, reference: str, article: ArticlePage) -> HttpResponse:
        context = self.get_context_data(case=self.case, article=article, form=form, media=form.media)
        return TemplateResponse(self.request, self.template_name, context)
