"""Articles inside the answer form: the chooser's choice, the search box, and the short answer as text."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from kb.access import visible_to
from kb.models import ArticlePage
from portal.desk.access import AgentsOnly
from portal.desk.articles.pages import address, readable, with_short_answer
from portal.desk.articles.proposals import searched
from portal.desk.case.facts import case_facts
from portal.desk.case.page import CaseView
from portal.desk.forms import LONGEST_MESSAGE, ReplyForm
from returns.access import get_case_to_work
from returns.models import Case

LONGEST_NUMBER = 10


class ChosenView(AgentsOnly):
    """An article as this case's customer should get it, for the chooser's script."""

    def get(self, request: HttpRequest, reference: str, page_id: int) -> HttpResponse:
        case = get_case_to_work(self.agent, reference)
        page = readable(get_object_or_404(ArticlePage.objects.select_related("locale").live(), id=page_id), case)
        if page is None:
            return JsonResponse({"problem": _("This customer may not read this article.")}, status=409)
        return JsonResponse({"title": page.title, "url": address(page), "note": note_on_language(page, case)})


def note_on_language(page: ArticlePage, case: Case) -> str:
    """What an agent should know when there is no translation for the customer."""
    if page.locale.language_code == case.language:
        return ""
    written = visible_to(case.customer).filter(translation_key=page.translation_key)
    codes = written.order_by("locale__language_code").values_list("locale__language_code", flat=True)
    return _("The customer writes %(language)s; this article exists in: %(languages)s.") % {
        "language": _name(case.language),
        "languages": ", ".join(map(_name, codes)),
    }


def _name(code: str) -> str:
    return str(get_language_info(code)["name_translated"])


class ArticlesView(CaseView):
    """GET: what a search finds, as a part of the page. POST, without scripts: the whole page, with the text kept."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        case = get_case_to_work(self.agent, reference)
        found = searched(case, request.GET.get("q", ""))
        return render(request, "desk/articles/list.html", {"case": case, "proposals": found, "is_search": True})

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.case = get_case_to_work(self.agent, reference)
        seen = _number(request.POST, "seen", 0)
        facts = case_facts(self.case, self.agent, timezone.now(), seen=seen)
        text, problem = request.POST.get("body", "")[:LONGEST_MESSAGE], ""
        if number := _number(request.POST, "answer", 0):
            chosen = ArticlePage.objects.select_related("locale").live().filter(pk=number).first()
            page = readable(chosen, self.case) if chosen else None
            text = with_short_answer(text, page) if page else text
            problem = note_on_language(page, self.case) if page else _("This customer may not read this article.")
        if asked := request.POST.get("q", "").strip():
            facts = replace(facts, proposals=searched(self.case, asked))
        return self.page(facts, self.same_form(text, seen), problem=problem)

    def same_form(self, text: str, seen: int) -> ReplyForm:
        sent = self.request.POST
        kept: dict[str, Any] = {
            "body": text,
            "internal": "note" if sent.get("internal") == "note" else "",
            "version": _number(sent, "version", self.case.version),
            "seen": seen,
            "key": _key(sent.get("key", "")),
        }
        return ReplyForm(self.case, initial=kept)


def _number(sent: QueryDict, name: str, otherwise: int) -> int:
    text = sent.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else otherwise


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
