"""Merge, split and link on one page: which case, which messages, what it means, and the way back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from portal.desk.access import AgentsOnly
from portal.desk.case.breadcrumbs import CaseBreadcrumbs
from returns.access import cases_to_work, get_case_to_work
from returns.errors import Refused
from returns.joining.linking import link, unlink
from returns.joining.merging import can_be_undone, merge, unmerge
from returns.joining.queries import seen
from returns.joining.rules import may_be_source
from returns.joining.splitting import split
from returns.models import Case
from returns.queries import thread

OTHERS = 20


class JoinView(AgentsOnly, CaseBreadcrumbs, View):
    """GET shows what is possible; POST `do` is merge, split, link, unlink or unmerge."""

    template_name = "desk/case/join.html"

    def found(self, reference: str) -> Case:
        """Not an agent's own case: a colleague sorts it, and what was noted about it is not for its customer."""
        case = get_case_to_work(self.agent, reference)
        if case.customer_id == self.agent.pk:
            raise Http404
        return case

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.case = self.found(reference)
        return self.page()

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.case = self.found(reference)
        deeds = (self.merge, self.split, self.link, self.unlink, self.unmerge)
        do = {deed.__name__: deed for deed in deeds}.get(request.POST.get("do", ""))
        if do is None:
            return self.page()
        try:
            case, done = do()
        except Refused as refused:
            self.case = get_case_to_work(self.agent, reference)
            return self.page(problem=str(refused))
        # Whoever opens the joined one is led on to where it continues: the way back is told here.
        undo = reverse("desk:join", args=[self.case.reference])
        buttons = [messages.button(undo, _("Take them apart again"))] if do == self.merge else []
        messages.success(request, done, buttons=buttons)
        return redirect("desk:case", reference=case.reference)

    def merge(self) -> tuple[Case, str]:
        target = merge(self.case, self.other(), by=self.agent, now=timezone.now(), version=self.version())
        return target, _("%(number)s goes on here now.") % {"number": self.case.reference}

    def split(self) -> tuple[Case, str]:
        chosen = {int(pk) for pk in self.request.POST.getlist("messages") if pk.isdecimal() and len(pk) < 18}
        subject = self.request.POST.get("subject", "").replace("\0", "")
        new = split(
            self.case, by=self.agent, messages=chosen, subject=subject, now=timezone.now(), version=self.version()
        )
        return new, _("This is the new question, taken out of %(number)s.") % {"number": self.case.reference}

    def link(self) -> tuple[Case, str]:
        link(self.case, self.other(), by=self.agent, now=timezone.now())
        return self.case, _("Linked, both ways.")

    def unlink(self) -> tuple[Case, str]:
        unlink(self.case, self.other(), by=self.agent, now=timezone.now())
        return self.case, _("No longer linked.")

    def unmerge(self) -> tuple[Case, str]:
        return unmerge(self.case, by=self.agent, now=timezone.now()), _("Both cases are as they were.")

    def other(self) -> Case:
        wanted = self.request.POST.get("number", "").strip() or self.request.POST.get("other", "")
        if not wanted:
            raise Refused(_("Choose a case, or write its number."))
        found = cases_to_work(self.agent).filter(reference__iexact=wanted.replace("\0", "")).first()
        if found is None:
            raise Refused(_("There is no case with this number."))
        return found

    def version(self) -> int:
        sent = self.request.POST.get("version", "")
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0

    def page(self, problem: str = "") -> HttpResponse:
        others, related = candidates(self.case), list(self.case.related.order_by("-opened_at"))
        context: dict[str, Any] = {
            "case": self.case,
            "others": others,
            "related": related,
            "not_linked": [each for each in others if each not in related],
            "messages_to_choose": thread(self.case, internal=True)[1:],
            "may_merge": may_be_source(seen(self.case)),
            "can_be_undone": can_be_undone(self.case, timezone.now()),
            "problem": problem,
            "sent": self.request.POST,
            "chosen": self.request.POST.getlist("messages"),
        }
        return TemplateResponse(
            self.request, self.template_name, self.get_context_data(**context), status=409 if problem else 200
        )


def candidates(case: Case) -> list[Case]:
    """The same customer's other cases, newest first."""
    mine = Case.objects.filter(merged_into=None).exclude(pk=case.pk)
    owned = (
        mine.filter(customer=case.customer_id) if case.customer_id else mine.filter(customer=None, email=case.email)
    )
    return list(owned[:OTHERS]) if case.customer_id or case.email else []
