"""Mail about complaints, guarantee claims and delivery problems.

To the customer each answer goes whole: the mail is the durable medium the law wants. Agents hear what the complaint
desk's guard has seen.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import override

from portal.accounts.models import User
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.optional import first_name
from portal.notifications.receivers import OWN_MAILS, about, mail_about_case
from portal.notifications.untold import each
from returns.access import WORK_CASES
from returns.complaints.letter import letter
from returns.complaints.panels import notice_shown
from returns.complaints.signals import accepted_by_law, complaint_escalated, complaint_warned
from returns.complaints.watching import watched
from returns.complaints.wording import demanded
from returns.models import Alarm, Case, CaseEvent, Decision

ANSWERS = ("accept", "accept_by_law", "offer", "agree", "decline", "switch")


# --- To the customer ---------------------------------------------------------------------------------


def language_of(case: Case) -> str:
    return case.customer.language if isinstance(case.customer, User) else case.language


def mail_complaint_received(case: Case, event: CaseEvent | None = None, words: str = "") -> None:
    watch = watched(case)
    with override(language_of(case)):
        asked = demanded(case)
    mail_about_case(
        "complaint_received",
        case,
        f"case-{case.pk}",
        demanded=asked,
        answer_by=watch.internal_day if watch else None,
        silence_accepts=bool(watch and watch.silence_accepts),
        notice=notice_shown(case),
    )


def mail_answer(case: Case, event: CaseEvent, words: str = "") -> None:
    """The whole answer: the mail is what the customer keeps, the PDF is a copy of it."""
    decision = Decision.objects.select_related("case__order").filter(pk=event.data.get("decision")).first()
    if decision is None:
        return
    with override(language_of(case)):
        told = letter(decision)
        mail_about_case(
            "complaint_answer",
            case,
            f"case-{case.pk}-event-{event.pk}",
            letter=told,
            is_offer=decision.verdict == Decision.Verdict.OFFERED,
        )


def mail_done(case: Case, event: CaseEvent, words: str = "") -> None:
    remedy = event.data.get("remedy", "")
    adds = remedy == Case.Remedy.REPAIR and case.kind == Case.Kind.COMPLAINT
    mail_step("remedy_done", case, event, words, remedy=remedy, adds_liability=adds)


def mail_guarantee_received(case: Case, event: CaseEvent | None = None, words: str = "") -> None:
    mail_about_case("guarantee_received", case, f"case-{case.pk}", answer_by=case.due_at)


def mail_forwarded(case: Case, event: CaseEvent, words: str = "") -> None:
    mail_step("guarantee_forwarded", case, event, words, **said(event, "guarantor", "contact", "number"))


def mail_guarantee_accepted(case: Case, event: CaseEvent, words: str = "") -> None:
    mail_step("guarantee_accepted", case, event, words, remedy=case.remedy)


def mail_delivery_received(case: Case, event: CaseEvent | None = None, words: str = "") -> None:
    mail_about_case("delivery_received", case, f"case-{case.pk}", answer_by=case.due_at)


def mail_traced(case: Case, event: CaseEvent, words: str = "") -> None:
    mail_step("delivery_traced", case, event, words, answer_by=case.due_at, **said(event, "carrier", "number"))


def mail_delivery_resolved(case: Case, event: CaseEvent, words: str = "") -> None:
    mail_step("delivery_resolved", case, event, words, **said(event, "outcome", "tracking"))


def mail_goods_here(case: Case, event: CaseEvent, words: str = "") -> None:
    mail_step("claim_goods_here", case, event, words, remedy=case.remedy)


def mail_cancelled(case: Case, event: CaseEvent, words: str = "") -> None:
    mail_step("claim_cancelled", case, event, words)


def mail_declined(case: Case, event: CaseEvent, words: str = "") -> None:
    mail_step("claim_declined", case, event, words)


def mail_step(kind: str, case: Case, event: CaseEvent, words: str, **context: Any) -> None:
    mail_about_case(kind, case, f"case-{case.pk}-event-{event.pk}", words=words, **context)


def said(event: CaseEvent, *names: str) -> dict[str, str]:
    return {name: str(event.data.get(name, "")) for name in names}


OWN_MAILS["complaint", "open"] = mail_complaint_received
OWN_MAILS["complaint", "resolve"] = mail_done
OWN_MAILS["guarantee", "open"] = mail_guarantee_received
OWN_MAILS["guarantee", "forward"] = mail_forwarded
OWN_MAILS["guarantee", "accept"] = mail_guarantee_accepted
OWN_MAILS["guarantee", "decline"] = mail_answer
OWN_MAILS["guarantee", "resolve"] = mail_done
for claim in ("complaint", "guarantee"):
    OWN_MAILS[claim, "receive"] = mail_goods_here
    OWN_MAILS[claim, "cancel"] = mail_cancelled
OWN_MAILS["delivery", "decline"] = mail_declined
OWN_MAILS["delivery", "open"] = mail_delivery_received
OWN_MAILS["delivery", "trace"] = mail_traced
OWN_MAILS["delivery", "resolve"] = mail_delivery_resolved
for verb in ANSWERS:
    OWN_MAILS["complaint", verb] = mail_answer


# --- To agents -----------------------------------------------------------------------------------------


@receiver(complaint_warned, dispatch_uid="mail_complaint_warned")
def mail_complaint_warned(case: Case, alarm: Alarm, **kwargs: Any) -> None:
    mail_agents("complaint_warning", case, whose(case), f"alarm-{alarm.pk}", day=alarm.day)


@receiver(complaint_escalated, dispatch_uid="mail_complaint_escalated")
def mail_complaint_escalated(case: Case, alarm: Alarm, **kwargs: Any) -> None:
    named = alarm.person if isinstance(alarm.person, User) and alarm.person.is_active else None
    people = [named] if named else agents(case)
    mail_agents("complaint_escalation", case, people, f"alarm-{alarm.pk}", day=alarm.day)


@receiver(accepted_by_law, dispatch_uid="mail_accepted_by_law")
def mail_accepted_by_law(case: Case, decision: Decision, **kwargs: Any) -> None:
    mail_agents("complaint_by_law", case, whose(case), f"decision-{decision.pk}")


def agents(case: Case) -> list[User]:
    """Who may work on cases, but nobody about a case of their own."""
    may = Permission.objects.filter(content_type__app_label="returns", codename="work_cases")
    able = User.objects.filter(Q(groups__permissions__in=may) | Q(user_permissions__in=may), is_active=True)
    return list(able.exclude(pk=case.customer_id or 0).distinct().order_by("pk"))


def whose(case: Case) -> list[User]:
    """The agent who has the case, as long as she can act; else all of them."""
    agent = case.assignee
    if isinstance(agent, User) and agent.is_active and agent.has_perm(WORK_CASES):
        return [agent]
    return agents(case)


def mail_agents(kind: str, case: Case, people: Iterable[User], key: str, **context: Any) -> None:
    watch = watched(case)
    for agent in people:
        language = agent.language
        with override(language):
            asked = demanded(case)
        facts = {
            "name": first_name(agent),
            "reference": case.reference,
            "about": about(case, language),
            "url": page_url("desk:case", language, reference=case.reference),
            "demanded": asked,
            "answer_by": watch.internal_day if watch else None,
            "latest": watch.latest_day if watch else None,
            "silence_accepts": bool(watch and watch.silence_accepts),
            **context,
        }
        queue_mail(kind, agent.email, language, facts, dedupe_key=f"{key}-agent-{agent.pk}")


def tell_missed_alarms(since: tuple[datetime, datetime]) -> None:
    """Rows whose process was killed before its mails; whoever has hers already gets no second one."""
    alarms = Alarm.objects.filter(at__range=since, told=True).select_related("case__assignee", "person")
    each(tell_again, alarms.order_by("pk"))
    decided = Decision.objects.filter(made_at__range=since, verdict=Decision.Verdict.BY_LAW)
    each(lambda made: mail_accepted_by_law(case=made.case, decision=made), decided.select_related("case__assignee"))


def tell_again(alarm: Alarm) -> None:
    if alarm.escalates:
        mail_complaint_escalated(case=alarm.case, alarm=alarm)
    else:
        mail_complaint_warned(case=alarm.case, alarm=alarm)
