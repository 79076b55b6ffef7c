"""Something is done with several cases: what needs filling in gets a page, then each case is changed on its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.desk.access import AgentsOnly
from portal.desk.queue.deed_forms import CloseForm
from portal.desk.queue.deeds import DEEDS, Change, Deed, may_close
from portal.desk.queue.people import leads
from portal.desk.queue.wanted import Wanted
from returns.access import cases_to_work
from returns.errors import Refused, SomeoneWasFaster
from returns.models import Case

MOST_CASES = 100
CHOICE = re.compile(r"([A-Za-z0-9-]{1,20})\.([0-9]{1,9})")


@dataclass(frozen=True)
class Chosen:
    case: Case
    version: int

    @property
    def value(self) -> str:
        return f"{self.case.reference}.{self.version}"


@dataclass
class Outcome:
    done: list[Case] = field(default_factory=list)
    refused: list[tuple[Case, str]] = field(default_factory=list)


def chosen(agent: User, values: Sequence[str]) -> list[Chosen]:
    """The cases of `reference.version`, in that order; what is no such thing, or no case, is left out."""
    asked = {found[1]: found[2] for each in values[:MOST_CASES] if (found := CHOICE.fullmatch(each))}
    known = cases_to_work(agent).select_related("order", "customer").filter(reference__in=asked)
    by_reference = {case.reference: case for case in known}
    return [Chosen(by_reference[name], int(version)) for name, version in asked.items() if name in by_reference]


def perform(deed: Deed, cases: Sequence[Chosen], by: User, values: dict[str, Any], now: datetime) -> Outcome:
    """Each case in a transaction of its own: one that may not be changed stops no other."""
    outcome = Outcome()
    for each in cases:
        try:
            deed.act(each.case, Change(by, now, each.version, values))
        except SomeoneWasFaster:
            outcome.refused.append((each.case, _("Someone has just changed it. Look at it, then try again.")))
        except Refused as refused:
            outcome.refused.append((each.case, str(refused)))
        else:
            outcome.done.append(each.case)
    return outcome


class BulkView(AgentsOnly, WagtailAdminTemplateMixin, View):
    http_method_names = ("post",)
    header_icon = "mail"
    template_name = "desk/queue/bulk.html"
    deed: Deed

    def post(self, request: HttpRequest) -> HttpResponse:
        self.deed = self.find(request.POST.get("do", ""))
        cases = chosen(self.agent, request.POST.getlist("case"))
        if not cases:
            messages.warning(request, _("Choose the cases first."))
            return redirect(self.back)
        if self.deed.form is None:
            return self.tell(perform(self.deed, cases, self.agent, {}, timezone.now()))
        form = self.deed.form(request.POST if "sure" in request.POST else None)
        if isinstance(form, CloseForm):
            form.offer(self.agent)
        if not form.is_valid():
            left = [each for each in cases if self.deed.name == "close" and not may_close(each.case)]
            context = {"cases": [each for each in cases if each not in left], "left": left, "form": form}
            return self.page(**context, values=[each.value for each in cases])
        return self.tell(perform(self.deed, cases, self.agent, form.cleaned_data, timezone.now()))

    def find(self, name: str) -> Deed:
        deed = DEEDS.get(name)
        if deed is None or (deed.for_leads and not leads(self.agent)):
            raise Http404
        return deed

    def tell(self, outcome: Outcome) -> HttpResponse:
        """What was done; a page of its own when something was not, with the reason for each."""
        done = self.deed.done(len(outcome.done))
        if outcome.refused:
            return self.page(outcome=outcome, told=done if outcome.done else "")
        messages.success(self.request, done)
        return redirect(self.back)

    @property
    def wanted(self) -> Wanted:
        return Wanted.of_address(self.request.POST.get("in", ""))

    @property
    def back(self) -> str:
        page = self.request.POST.get("p", "")
        at = f"&p={page}" if re.fullmatch(r"[0-9]{1,5}", page) else ""
        return f"{reverse('desk:queue')}?{self.wanted.address}{at}"

    def get_page_title(self) -> str:
        return str(self.deed.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.back, "label": gettext_lazy("Cases")},
            {"url": "", "label": self.deed.label},
        ]

    def page(self, **context: Any) -> HttpResponse:
        whole = self.get_context_data(deed=self.deed, back=self.back, wanted=self.wanted, **context)
        return TemplateResponse(self.request, self.template_name, whole)
