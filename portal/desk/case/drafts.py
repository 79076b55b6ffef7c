"""Drafts on the server: kept while an agent writes, found again on any device, gone when it is sent."""

from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from portal.accounts.models import User
from portal.desk.access import AgentsOnly
from portal.desk.forms import LONGEST_MESSAGE
from portal.desk.models import ReplyDraft
from portal.desk.steps import desk_step
from returns.access import get_case_to_work
from returns.models import Case

KEPT_FOR = timedelta(days=90)


def keep_draft(
    case: Case, agent: User, body: str, now: datetime, *, internal: bool = False, what: str = ""
) -> ReplyDraft | None:
    """The newest words win; none are no draft."""
    if not body.strip():
        drop_draft(case, agent, what)
        return None
    fields = {"body": body[:LONGEST_MESSAGE], "internal": internal, "saved_at": now}
    draft, _is_new = ReplyDraft.objects.update_or_create(case=case, agent=agent, what=what[:30], defaults=fields)
    return draft


def drop_draft(case: Case, agent: User, what: str = "") -> None:
    ReplyDraft.objects.filter(case=case, agent=agent, what=what).delete()


def draft_of(case: Case, agent: User, what: str) -> ReplyDraft | None:
    return ReplyDraft.objects.filter(case=case, agent=agent, what=what).first()


def drafts_on(case: Case, agent: User) -> tuple[ReplyDraft | None, list[str]]:
    """The agent's own draft of an answer, and the names of colleagues who have begun one. One query."""
    rows = list(ReplyDraft.objects.filter(case=case).select_related("agent"))
    own = next((row for row in rows if row.agent_id == agent.pk and not row.what), None)
    names = [row.agent.get_short_name() for row in rows if row.agent_id != agent.pk]
    return own, list(dict.fromkeys(names))


def sweep_drafts(now: datetime) -> int:
    """For `manage.py tick`."""
    return ReplyDraft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()[0]


def words_of(form: type[forms.Form]) -> str:
    """The name of the field in which a step's words are written: its first long one."""
    names = (name for name, field in form.base_fields.items() if isinstance(field.widget, forms.Textarea))
    return next(names, "message")


class DraftView(AgentsOnly):
    """Saved by the page every few seconds, and by a button without JavaScript."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        case = get_case_to_work(self.agent, reference)
        what = request.POST.get("what", request.GET.get("what", ""))
        body = request.POST.get("body", request.POST.get(words_of(desk_step(case.kind, what).form), ""))
        internal = request.POST.get("internal") == "note"
        # PostgreSQL keeps no zero bytes; what was pasted with one is kept without it.
        body, what = body.replace("\0", ""), what.replace("\0", "")
        draft = keep_draft(case, self.agent, body, timezone.now(), internal=internal, what=what)
        if request.headers.get("Sec-Fetch-Dest") == "empty" or "script" in request.POST:
            said = _("Draft saved") if draft else ""
            return JsonResponse({"said": said})
        messages.success(request, _("Draft saved. It waits for you here, on every device."))
        return redirect("desk:case", reference=case.reference)
