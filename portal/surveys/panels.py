"""Questions on pages of others: a finished case, a step that was just done, an article that was just voted on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language

from kb.feedback.beside import Beside
from kb.feedback.receipts import receipt
from kb.models import ArticlePage, Vote
from orders.access import Guest
from orders.door import reader
from orders.models import Order
from orders.panels import OrderPanel
from portal.surveys import people
from portal.surveys.actions.asking import situation
from portal.surveys.asked import Asked, seal
from portal.surveys.models import Answer, Invitation, SurveyKind, SurveySettings
from portal.surveys.queries import current
from portal.surveys.rules import is_open, is_too_soon
from portal.surveys.wording import ends, in_words, lead, question, scale
from returns.case_panels import CasePanel, is_empty, marked
from returns.models import Case, Way, Withdrawal
from returns.withdrawing.beside import Beside as BesideStatement

# "Was it easy?" is asked while the step is fresh.
JUST_NOW = timedelta(minutes=30)
STEP_OF_CASE = "step-case-"
SENT = {
    Case.Kind.RETURN: "return_sent",
    Case.Kind.COMPLAINT: "complaint_sent",
    Case.Kind.GUARANTEE: "guarantee_sent",
    Case.Kind.DELIVERY: "delivery_sent",
    Case.Kind.WITHDRAWAL: "withdrawal_sent",
}
State = Invitation.State


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with its scale, ready for a template."""

    question: str
    lead: str
    scale: list[Any]
    ends: tuple[Any, Any]


def ask(kind: str) -> Ask:
    return Ask(question(kind), lead(kind), scale(kind), ends(kind))


def on_case(request: HttpRequest, case: Case) -> CasePanel | None:
    """Its customer's page: the question when it is finished; how easy it was to send it when that was just now."""
    now = timezone.now()
    if case.closed_at is not None:
        return finished(case, now)
    step = SENT.get(Case.Kind(case.kind))
    is_fresh = case.opened_at > now - JUST_NOW and case.first_reply_at is None
    if step is None or not is_fresh or case.opened_by_id or case.way != Way.WEB:
        return None
    if is_empty(case, "asks_after_steps"):
        return None
    context = step_context(request, Asked(
        SurveyKind.STEP, f"{STEP_OF_CASE}{case.pk}", get_language() or "en",
        reverse("cases:detail", args=[case.reference]), now.isoformat(), step, case_id=case.pk,
    ), case)  # fmt: skip
    return CasePanel("surveys/parts/step_panel.html", context) if context else None


def finished(case: Case, now: datetime) -> CasePanel | None:
    invitation = Invitation.objects.filter(case=case).select_related("case", "person").first()
    if invitation is None or invitation.person_id != case.customer_id:
        return None
    given = current(invitation)
    if given is None and not may_ask(invitation, now):
        return None
    context: dict[str, Any] = {"token": invitation.token, "given": given, "ask": ask(invitation.kind)}
    if given:
        context["said"] = in_words(given.kind, given.score)
    return CasePanel("surveys/parts/case_panel.html", context, "top")


def may_ask(invitation: Invitation, now: datetime) -> bool:
    """Asked and still open; or planned, as the first of hers, for somebody whom nobody asked for 30 days."""
    if invitation.state == State.ASKED and invitation.asked_at:
        return is_open(invitation.asked_at, now)
    if invitation.state != State.PLANNED:
        return False
    earlier = Invitation.objects.filter(person=invitation.person_id, state=State.PLANNED, pk__lt=invitation.pk)
    if earlier.exclude(due_at=None).exists():
        return False
    keys = people.keys_of(invitation)
    found = situation(invitation, keys, SurveySettings.load())
    return found.is_on and found.wants and not found.is_left_out and not is_too_soon(found, now)


def step_context(request: HttpRequest, asked: Asked, case: Case | None = None) -> dict[str, Any] | None:
    """None: switched off. Pages that are stored for everybody never ask. `case` may know both already."""
    is_on = marked(case, "asks_after_steps") if case else None
    if not (SurveySettings.load().after_steps if is_on is None else is_on):
        return None
    is_new = case is not None and is_empty(case, "has_step_answer")
    given = None if is_new else Answer.objects.filter(key=asked.key, replaced_at=None).first()
    return {"asked": seal(asked), "ask": ask(asked.kind), "given": given}


def on_order(request: HttpRequest, order: Order) -> OrderPanel | None:
    """A guest who found an order by its link."""
    guest = reader(request, order.slug)
    if not isinstance(guest, Guest):
        return None
    context = step_context(request, Asked(
        SurveyKind.STEP, f"step-order-{guest.link}", get_language() or "en",
        reverse("orders:detail", args=[order.slug]), timezone.now().isoformat(), "order_found",
    ))  # fmt: skip
    return OrderPanel("", "surveys/parts/step_panel.html", context) if context else None


def on_statement(request: HttpRequest, withdrawal: Withdrawal, token: str) -> BesideStatement | None:
    """Beside what was just declared, without a name: the sender may be anybody."""
    context = step_context(request, Asked(
        SurveyKind.STEP, f"step-withdrawal-{withdrawal.pk}", get_language() or "en",
        reverse("cases:withdrawal", args=[token]), timezone.now().isoformat(), "withdrawal_sent",
    ))  # fmt: skip
    return BesideStatement("surveys/parts/step_panel.html", context) if context else None


def on_vote(request: HttpRequest, article: ArticlePage, given: Vote) -> Beside | None:
    """After a vote: it knows nobody, and neither does the answer."""
    if not SurveySettings.load().after_articles:
        return None
    key = f"vote-{given.pk}"
    back = f"{reverse('kb:vote', args=[article.pk])}?{urlencode({'vote': receipt(given)})}"
    asked = Asked(
        SurveyKind.ARTICLE, key, article.locale.language_code, back, timezone.now().isoformat(), article_id=article.pk
    )
    said = Answer.objects.filter(key=key, replaced_at=None).first()
    return Beside("surveys/parts/article_ask.html", {"asked": seal(asked), "ask": ask(asked.kind), "given": said})
