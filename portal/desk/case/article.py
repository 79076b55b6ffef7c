"""An article as a case's customer should get it, for the chooser's script."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kb.models import ArticlePage
from portal.desk.access import AgentsOnly
from portal.desk.articles import address, readable
from returns.access import get_case_to_work


class ArticleView(AgentsOnly):
    def get(self, request: HttpRequest, reference: str, page_id: int) -> HttpResponse:
        case = get_case_to_work(self.agent, reference)
        page = readable(get_object_or_404(ArticlePage.objects.select_related("locale").live(), id=page_id), case)
        if page is None:
            return JsonResponse({"problem": _("This customer may not read this article.")}, status=409)
        return JsonResponse({"title": page.title, "url": address(page)})
