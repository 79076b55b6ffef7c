"""Mails about goods that come back: label, on its way, checked, paid; reminders to the customer and the shop."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.dispatch import receiver
from django.utils.translation import override

from orders.templatetags.formats import day, money
from portal.accounts.models import User
from portal.notifications.complaints_news import mail_agents, whose
from portal.notifications.models import Mail
from portal.notifications.receivers import OWN_MAILS, mail_about_case
from returns.logistics.queries import send_back_by
from returns.logistics.signals import return_reminded
from returns.models import Case, CaseEvent, CaseLine, CaseRefund, Deadline, ReturnReminder

# Verbs whose mail a killed process may have missed.
WAY_BACK = ("label", "dispatched", "inspect")
MONEY_BACK = (Case.Kind.WITHDRAWAL, Case.Kind.RETURN, Case.Kind.COMPLAINT, Case.Kind.GUARANTEE, Case.Kind.DELIVERY)
GOODS_BACK = MONEY_BACK[:-1]


def language_of(case: Case) -> str:
    return case.customer.language if isinstance(case.customer, User) else case.language


def key(case: Case, event: CaseEvent) -> str:
    return f"case-{case.pk}-event-{event.pk}"


def mail_label(case: Case, event: CaseEvent, words: str = "") -> None:
    label = case.labels.filter(pk=event.data.get("label"), replaced_at=None).first()
    if label is None:
        return
    with override(language_of(case)):
        send_by = day(send_back_by(case))
    mail_about_case("return_label", case, key(case, event), send_by=send_by)


def mail_on_its_way(case: Case, event: CaseEvent, words: str = "") -> None:
    """Once the goods are here, that they were sent is no news."""
    if case.received_at:
        return
    due = case.deadlines.running().filter(name=Deadline.Name.REFUND).values_list("due_at", flat=True).first()
    with override(language_of(case)):
        refund_by = day(due)
    mail_about_case("return_on_its_way", case, key(case, event), refund_by=refund_by)


def mail_checked(case: Case, event: CaseEvent, words: str = "") -> None:
    found = case.lines.exclude(outcome__in=("", CaseLine.Outcome.ACCEPTED)).select_related("order_line")
    currency = case.order.currency if case.order else ""
    with override(language_of(case)):
        lines = [
            {
                "quantity": line.quantity,
                "name": line.order_line.name,
                "reduction": money(line.reduction, currency),
                "why": line.reduction_reason,
            }
            for line in found
        ]
        mail_about_case("case_inspected", case, key(case, event), lines=lines, all_fine=not lines, words=words)


def mail_refunded(case: Case, event: CaseEvent, words: str = "") -> None:
    """The amount, where it comes from, and why it is another one than the law's sum. One payment is one mail."""
    row = CaseRefund.objects.filter(pk=event.data.get("refund") or 0).select_related("order_refund").first()
    if row and event.data.get("told_before") and not words and told_as_refund(row):
        return
    with override(language_of(case)):
        facts = about_money(row, event)
        mail_about_case("case_refunded", case, key(case, event), words=words, **facts)


def told_as_refund(row: CaseRefund) -> bool:
    """The order's own mail about this money went out before an agent put it to the case."""
    wanted = (Mail.State.READY, Mail.State.SENT)
    return Mail.objects.filter(dedupe_key=f"refund-{row.order_refund_id}", state__in=wanted).exists()


def about_money(row: CaseRefund | None, event: CaseEvent) -> dict[str, Any]:
    """In the reader's language."""
    amount, currency = event.data.get("amount", ""), event.data.get("currency", "")
    facts: dict[str, Any] = {"amount": money(amount, currency)}
    if row is None:
        return facts
    proposed = event.data.get("proposed", "")
    differs = bool(proposed and amount and Decimal(proposed) != Decimal(amount))
    is_claim = row.case.kind not in (Case.Kind.WITHDRAWAL, Case.Kind.RETURN)
    is_price = row.case.remedy == Case.Remedy.REDUCTION
    return facts | {
        "lines": [] if is_claim and is_price else [about_line(item, currency) for item in row.lines],
        "delivery": positive(row.explanation.get("delivery"), currency),
        "other": positive(row.explanation.get("other"), currency),
        "worked_out": money(proposed, currency) if differs else "",
        "why": row.why,
    }


def about_line(item: dict[str, Any], currency: str) -> dict[str, Any]:
    paid, less = item.get("paid", ""), item.get("reduction", "")
    return {**item, "paid": money(paid, currency), "reduction": money(less, currency)}


def positive(text: Any, currency: str) -> str:
    try:
        return money(text, currency) if text and Decimal(str(text)) > 0 else ""
    except InvalidOperation:
        return ""


@receiver(return_reminded, dispatch_uid="mail_reminder")
def mail_reminder(reminder: ReturnReminder, **kwargs: Any) -> None:
    case = reminder.case
    if case.closed_at or case.received_at:
        return
    dedupe_key = f"return-reminder-{reminder.pk}"
    if reminder.name == ReturnReminder.Name.SEND_BACK:
        with override(language_of(case)):
            last = day(reminder.due_at)
        mail_about_case("return_reminder", case, dedupe_key, day=last, send_by=last)
        return
    for agent in whose(case):
        with override(agent.language):
            last, sent = day(reminder.due_at), day(case.dispatched_at)
        mail_agents("return_missing", case, [agent], dedupe_key, day=last, dispatched=sent)


for goods in GOODS_BACK:
    OWN_MAILS[goods, "label"] = mail_label
    OWN_MAILS[goods, "dispatched"] = mail_on_its_way
    OWN_MAILS[goods, "inspect"] = mail_checked
for paid in MONEY_BACK:
    OWN_MAILS[paid, "refund"] = mail_refunded
