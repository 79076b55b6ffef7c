"""News of cases becomes mail; the same news twice stays one mail. Orders: order_news."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import override

from portal.accounts.models import User
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.models import Mail
from portal.notifications.optional import first_name
from portal.notifications.signals import mail_queued
from portal.notifications.tasks import send_mail
from returns.models import Case, CaseEvent, Message, ReturnSettings
from returns.signals import case_changed, case_opened, message_posted

CASE_MAILS: dict[str, str] = {
    Case.Status.APPROVED: "case_approved",
    Case.Status.DECLINED: "case_declined",
    Case.Status.RECEIVED: "case_received",
    Case.Status.REFUNDED: "case_refunded",
    Case.Status.CANCELLED: "case_cancelled",
}


@receiver(mail_queued, dispatch_uid="send_a_queued_mail")
def send_a_queued_mail(mail: Mail, **kwargs: Any) -> None:
    send_mail.enqueue(mail.pk)


@receiver(case_opened, dispatch_uid="mail_case_opened")
def mail_case_opened(case: Case, **kwargs: Any) -> None:
    mail_about_case(
        "case_opened", case, f"case-{case.pk}", answer_by=case.due_at, is_return=case.kind == Case.Kind.RETURN
    )


@receiver(message_posted, dispatch_uid="mail_case_answered")
def mail_case_answered(message: Message, **kwargs: Any) -> None:
    if message.author == Message.Author.AGENT and not message.internal:
        mail_about_case("case_answered", message.case, f"message-{message.pk}", words=message.body)


@receiver(case_changed, dispatch_uid="mail_case_changed")
def mail_case_changed(case: Case, event: CaseEvent, **kwargs: Any) -> None:
    """A message written together with a decision is in the decision's mail."""
    said = Message.objects.filter(pk=event.data.get("message"), author=Message.Author.AGENT, internal=False).first()
    kind = CASE_MAILS.get(event.data.get("to", "")) or ("case_answered" if said else "")
    if kind:
        mail_about_case(
            kind,
            case,
            f"case-{case.pk}-event-{event.pk}",
            words=said.body if said else "",
            return_address=ReturnSettings.load().return_address,
        )


def mail_about_case(kind: str, case: Case, dedupe_key: str, **context: Any) -> Mail:
    """To the customer in their language; a guest gets it in the language the case was opened in."""
    person = case.customer
    language = person.language if isinstance(person, User) else case.language
    return queue_mail(
        kind,
        person.email if isinstance(person, User) else case.email,
        language,
        {
            "name": first_name(person),
            "reference": case.reference,
            "about": about(case, language),
            "url": page_url("cases:detail", language, reference=case.reference),
            **context,
        },
        dedupe_key=dedupe_key,
    )


def about(case: Case, language: str) -> str:
    with override(language):
        return case.subject or str(Case.Kind(case.kind).label)
