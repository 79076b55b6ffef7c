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
from portal.desk.case.drafts import drafts_on, drop_draft, keep_draft
from portal.desk.case.facts import CaseFacts, case_facts
from portal.desk.case.liking import desk_of
from portal.desk.case.panels import panels_for
from portal.desk.case.sorting import sorting
from portal.desk.forms import ReplyForm
from portal.desk.macros.actions import apply
from portal.desk.macros.queries import filled, macros_of
from portal.desk.macros.views import hints
from portal.desk.models import ReplyDraft
from portal.live.presence import others
from returns.access import get_case_to_work
from returns.actions import keep_uploads
from returns.errors import Refused, SomeoneWasFaster
from returns.joining.queries import continued


class CaseView(AgentsOnly, CaseBreadcrumbs, View):
    template_name = "desk/case.html"
    draft: ReplyDraft | None = None
    others_write: list[str] | None = None

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.case = get_case_to_work(self.agent, reference)
        if self.case.merged_into_id:
            messages.info(request, _("%(number)s was joined with this case.") % {"number": self.case.reference})
            return redirect("desk:case", reference=continued(self.case).reference)
        facts = case_facts(self.case, self.agent, timezone.now())
        return self.page(facts, self.begun(ReplyForm(self.case, seen=facts.newest)))

    def begun(self, form: ReplyForm) -> ReplyForm:
        """With what this agent had begun to write, on whatever device."""
        self.draft, self.others_write = drafts_on(self.case, self.agent)
        if self.draft:
            form.initial.update(body=self.draft.body, internal="note" if self.draft.internal else "")
        return form

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        self.case = get_case_to_work(self.agent, reference)
        if "use_macro" in request.POST:
            return self.with_macro(request)
        form = ReplyForm(self.case, request.POST)
        if not form.is_valid():
            return self.page(case_facts(self.case, self.agent, timezone.now()), form)
        if form.cleaned_data["insert"]:
            facts = case_facts(self.case, self.agent, timezone.now(), seen=form.cleaned_data["seen"])
            return self.page(facts, form.same_view())
        return self.send(request, form)

    def with_macro(self, request: HttpRequest) -> HttpResponse:
        """Without JavaScript: the page again, the macro's text at the end of what was written."""
        chosen = request.POST.get("macro", "")
        macro = macros_of(self.agent).filter(pk=chosen if chosen.isdecimal() and len(chosen) < 10 else 0).first()
        sent = request.POST.copy()
        hint = _("Choose a macro first.")
        if macro:
            found = filled(macro, self.case, self.agent)
            sent["body"] = f"{sent.get('body', '').rstrip()}\n\n{found.text}".strip()
            sent["macros"] = f"{sent.get('macros', '')},{macro.pk}".strip(",")
            sent["internal"] = "note" if macro.internal else sent.get("internal", "")
            hint = " ".join(hints(found))
        initial = {name: sent.get(name, "") for name in ("body", "macros", "internal", "version", "seen", "key")}
        facts = case_facts(self.case, self.agent, timezone.now())
        return self.page(facts, ReplyForm(self.case, initial=initial), problem=hint)

    def send(self, request: HttpRequest, form: ReplyForm) -> HttpResponse:
        given, now = form.cleaned_data, timezone.now()
        try:
            refusals = keep_uploads(by=self.agent, key=given["key"], files=request.FILES.getlist("files"), now=now)
            if refusals:
                raise Refused(" ".join(refusals))
            send_answer(
                self.case,
                by=self.agent,
                body=given["body"] if given["internal"] else signed(given["body"], desk_of(self.agent).signature),
                now=now,
                internal=bool(given["internal"]),
                version=given["version"],
                key=given["key"],
            )
        except Refused as refused:
            return self.keep_text(form, refused)
        drop_draft(self.case, self.agent)
        for macro in macros_of(self.agent).filter(pk__in=form.macro_ids()):
            for refusal in apply(macro, self.case, by=self.agent, now=now):
                messages.warning(request, f"{macro.name}: {refusal}")
        messages.success(request, _("Note kept.") if given["internal"] else _("Answer sent."))
        return redirect("desk:case", reference=self.case.reference)

    def keep_text(self, form: ReplyForm, refused: Refused) -> HttpResponse:
        """Nothing was sent: the text stays, also on the server, and what others did meanwhile is shown."""
        given = form.cleaned_data
        keep_draft(self.case, self.agent, given["body"], timezone.now(), internal=bool(given["internal"]))
        self.case = get_case_to_work(self.agent, self.case.reference)
        facts = case_facts(self.case, self.agent, timezone.now(), seen=form.cleaned_data["seen"])
        overtaken = isinstance(refused, SomeoneWasFaster)
        fresh = form.again(self.case.version, facts.newest) if overtaken else form.same_view()
        return self.page(facts, fresh, problem=str(refused), overtaken=overtaken)

    def page(self, facts: CaseFacts, form: ReplyForm, problem: str = "", overtaken: bool = False) -> HttpResponse:
        if self.others_write is None:
            self.draft, self.others_write = drafts_on(self.case, self.agent)
        now = timezone.now()
        context = self.get_context_data(
            case=self.case,
            draft=self.draft,
            others_write=self.others_write,
            others_here=others(self.case, self.agent, now),
            macros=list(macros_of(self.agent).prefetch_related(None)) if facts.may_work else [],
            sorting=sorting(self.case, self.agent) if facts.may_work else None,
            desk=desk_of(self.agent),
            facts=facts,
            form=form,
            media=form.media,
            problem=problem,
            overtaken=overtaken,
            panels=panels_for(facts.page(self.request, self.case, self.agent, now)),
        )
        return TemplateResponse(self.request, self.template_name, context, status=409 if overtaken else 200)


def signed(body: str, signature: str) -> str:
    """The agent's own signature below the answer, once."""
    signature = signature.strip()
    return f"{body.rstrip()}\n\n{signature}" if signature and not body.rstrip().endswith(signature) else body
