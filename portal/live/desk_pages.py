"""The agents' side in Wagtail's admin: who waits, my conversations, one of them; and the switch."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.live import door
from portal.live.errors import NobodyThere
from portal.live.models import Conversation, LiveSettings
from portal.live.opening import are_hours_on
from portal.live.talk import actions, queries
from portal.live.talk.forms import SayForm
from portal.live.talk.pages import messages_of, standing
from returns.access import get_case_to_work
from returns.errors import Refused
from returns.models import Case


def strip(agent: User, now: datetime) -> dict[str, Any]:
    """Who waits and who talks, as the list and the strip above the queue show it."""
    talking = list(queries.talking())
    return {
        "waiting": list(queries.waiting()),
        "mine": [each for each in talking if each.agent_id == agent.pk],
        "others": [each for each in talking if each.agent_id != agent.pk],
        "is_available": queries.is_available(agent, now),
        "agents": queries.talks_of(now),
        "are_hours_on": are_hours_on(now),
        "is_on": LiveSettings.load().is_on,
        "agent": agent,
        "now": now,
    }


class AgentPage(WagtailAdminTemplateMixin, View):
    """Asked for the permission at every request."""

    header_icon = "comment"
    page_title: Any = gettext_lazy("Live conversations")
    agent: User
    now: datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.agent, self.now = door.agent(request), timezone.now()
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": reverse("desk_live:list"), "label": AgentPage.page_title}
        own = [] if self.page_title == AgentPage.page_title else [{"url": "", "label": self.page_title}]
        return [*self.breadcrumbs_items, here, *own]


class ListView(AgentPage):
    template_name = "live/desk/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        context = self.get_context_data(**strip(self.agent, self.now))
        return TemplateResponse(request, self.template_name, context)


class StripView(AgentPage):
    """The lists alone, for the script."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "live/desk/strip.html", strip(self.agent, self.now))


class SwitchView(AgentPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        actions.switch(self.agent, request.POST.get("available") == "1", self.now)
        return redirect("desk_live:list")


class CasePage(AgentPage):
    """About one case; whoever asked in it herself is its customer, and is sent to the customers' page."""

    case: Case

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        agent = door.agent(request)
        self.case = get_case_to_work(agent, kwargs["reference"])
        if self.case.customer_id == agent.pk:
            return redirect("live:talk", self.case.reference)
        return super().dispatch(request, *args, **kwargs)


class TalkView(CasePage):
    """One conversation. `post` sends; other buttons have views of their own."""

    template_name = "live/desk/talk.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        return self.page(request, self.case, SayForm(person=self.agent))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        case = self.case
        form = SayForm(request.POST, request.FILES, person=self.agent)
        if not form.receive(self.now):
            return self.page(request, case, form, status=422)
        try:
            given = form.cleaned_data
            actions.say(case, by=self.agent, body=given["body"], key=given["submission_key"], now=self.now)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.page(request, case, form, status=409)
        if request.headers.get("X-Live"):
            return render(request, "live/desk/part.html", self.context(case))
        return redirect("desk_live:talk", case.reference)

    def page(self, request: HttpRequest, case: Case, form: SayForm, status: int = 200) -> HttpResponse:
        self.page_title = f"{case.reference} {case.subject}"
        context = self.get_context_data(**self.context(case), form=form)
        return TemplateResponse(request, self.template_name, context, status=status)

    def context(self, case: Case) -> dict[str, Any]:
        found = standing(case, self.now)
        return {
            "case": case,
            "standing": found,
            "is_mine": found.talk is not None and found.talk.agent_id == self.agent.pk,
            "thread": messages_of(case, internal=True),
            "colleagues": actions.free_agents(self.now, besides=self.agent),
            "fresh_key": uuid4(),
            "now": self.now,
        }


class PartView(TalkView):
    """The thread alone, for the script."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        return render(request, "live/desk/part.html", self.context(self.case))


class StepView(CasePage):
    """Accept, hand over, end: a button each."""

    verb = ""

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        talk = Conversation.objects.select_related("case", "agent").filter(case=self.case).first()
        if talk is None:
            return redirect("desk_live:list")
        try:
            self.step(request, talk)
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("desk_live:talk", self.case.reference)

    def step(self, request: HttpRequest, talk: Conversation) -> None:
        if self.verb == "accept":
            actions.accept(talk, by=self.agent, now=self.now)
        elif self.verb == "end":
            actions.end(talk, by=self.agent, how=Conversation.End.AGENT, now=self.now)
        else:
            chosen = request.POST.get("to", "")
            there = {str(each.agent.pk): each.agent for each in queries.talks_of(self.now)}
            if chosen and chosen not in there:
                raise NobodyThere
            actions.hand_over(talk, by=self.agent, to=there.get(chosen), now=self.now)
