"""How far a complaint's clock has run, as a mark in the queue and on the case."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from returns.case_panels import is_empty
from returns.complaints.jurisdiction import law_of_case
from returns.complaints.letter import Letter, letter
from returns.complaints.notice import Notice
from returns.complaints.panels import notice_shown
from returns.complaints.rules import Watch, level
from returns.complaints.watching import watched
from returns.complaints.wording import demanded
from returns.law.packs import Protection
from returns.models import Case, Decision

TALKING = frozenset({Case.Status.OPEN, Case.Status.WAITING})


@dataclass(frozen=True)
class Mark:
    level: str  # soon, urgent, last
    text: str


def mark(case: Case, now: datetime) -> Mark | None:
    """Without a query: the case carries its next promise and how it was counted."""
    rule = str(case.due_explanation.get("rule", "")) if case.due_at else ""
    if case.kind != Case.Kind.COMPLAINT or case.status not in TALKING or not rule.startswith("complaint_answer"):
        return None
    tz = timezone.get_default_timezone()
    last = case.due_at.astimezone(tz).date() if case.due_at else case.opened_at.astimezone(tz).date()
    watch = Watch(case.opened_at.astimezone(tz).date(), last, last, tz, silence_accepts=False)
    pressing = level(watch, now)
    if not pressing:
        return None
    days = {"day": watch.day(now), "days": watch.days_before(0)}
    words = (
        _("Complaint, day %(day)d of %(days)d, escalated")
        if case.escalated_at
        else _("Complaint, day %(day)d of %(days)d")
    )
    return Mark(pressing, words % days)


@dataclass(frozen=True)
class ClaimFacts:
    """What the agent must know before answering."""

    demanded: str
    answer_by: date | None
    latest: date | None
    silence_accepts: bool
    is_business: bool
    notice: Notice | None
    by_law_at: datetime | None
    answers: list[tuple[Decision, Letter]]
    escalated_to: str


def claim_facts(case: Case) -> ClaimFacts | None:
    if case.kind != Case.Kind.COMPLAINT:
        return None
    watch = watched(case)
    law = law_of_case(case)
    alarms = case.alarms.filter(escalates=True).select_related("person")
    alarm = None if is_empty(case, "has_alarms") else alarms.first()
    made = case.decisions.select_related("by").order_by("-made_at", "-pk")
    decisions = [] if is_empty(case, "has_decisions") else list(made)
    for each in decisions:
        each.case = case
    return ClaimFacts(
        demanded=demanded(case),
        answer_by=watch.internal_day if watch else None,
        latest=watch.latest_day if watch and watch.latest_day > watch.internal_day else None,
        silence_accepts=bool(watch and watch.silence_accepts),
        is_business=law.protection == Protection.BUSINESS,
        notice=notice_shown(case, law),
        by_law_at=case.accepted_by_law_at,
        answers=[(each, letter(each)) for each in decisions],
        escalated_to=_escalated_to(alarm),
    )


def _escalated_to(alarm: Any) -> str:
    if alarm is None:
        return ""
    return str(alarm.person) if alarm.person else _("every agent")
