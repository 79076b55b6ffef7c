"""News of cases becomes mail; the same news twice stays one mail. Orders: order_news."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from portal.accounts.models import User
from portal.mail_in.addresses import reply_address
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.holding import guest_page, is_held
from portal.notifications.models import Mail
from portal.notifications.optional import first_name
from portal.notifications.signals import mail_queued
from portal.notifications.tasks import send_mail
from returns.calendar import deadlines_file, running_deadlines
from returns.models import Case, CaseEvent, Message, ReturnSettings
from returns.signals import case_changed, case_opened, message_posted
from returns.withdrawing.tokens import proof_token

CASE_MAILS: dict[str, str] = {
    Case.Status.APPROVED: "case_approved",
    Case.Status.DECLINED: "case_declined",
    Case.Status.RECEIVED: "case_received",
    Case.Status.REFUNDED: "case_refunded",
    Case.Status.CANCELLED: "case_cancelled",
}
# (kind, verb) whose mail a file of its own writes: it gets the case, the event (None when it was opened) and the
# agent's words.
OWN_MAILS: dict[tuple[str, str], Callable[[Case, Any, str], object]] = {}


@receiver(mail_queued, dispatch_uid="send_a_queued_mail")
def send_a_queued_mail(mail: Mail, **kwargs: Any) -> None:
    send_mail.enqueue(mail.pk)


@receiver(case_opened, dispatch_uid="mail_case_opened")
def mail_case_opened(case: Case, **kwargs: Any) -> None:
    if is_held(case, None, timezone.now()):
        return
    if own := OWN_MAILS.get((case.kind, "open")):
        own(case, None, "")
        return
    mail_about_case(
        "case_opened",
        case,
        f"case-{case.pk}",
        answer_by=case.due_at,
        is_return=case.kind == Case.Kind.RETURN,
        is_guest=case.customer_id is None,
        split_from=case.split_from.reference if case.split_from else "",
    )


@receiver(message_posted, dispatch_uid="mail_case_answered")
def mail_case_answered(message: Message, **kwargs: Any) -> None:
    if message.author != Message.Author.AGENT or message.internal:
        return
    if not is_held(message.case, message, timezone.now()):
        mail_about_case("case_answered", message.case, f"message-{message.pk}", words=message.body)


@receiver(case_changed, dispatch_uid="mail_case_changed")
def mail_case_changed(case: Case, event: CaseEvent, **kwargs: Any) -> None:
    """A message written together with a decision is in the decision's mail."""
    said = Message.objects.filter(pk=event.data.get("message"), author=Message.Author.AGENT, internal=False).first()
    if own := OWN_MAILS.get((case.kind, event.verb)):
        own(case, event, said.body if said else "")
        return
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
    url = page_of(case, language)
    return queue_mail(
        kind,
        person.email if isinstance(person, User) else case.email,
        language,
        {
            "name": first_name(person),
            "reference": case.reference,
            "about": about(case, language),
            "url": url,
            **context,
        },
        dedupe_key=dedupe_key,
        reply_to=reply_address(case),
        calendar=calendar_of(case, language, url) if names_a_day(context) else "",
    )


def names_a_day(context: dict[str, Any]) -> bool:
    """A moment, or a day in words under a name like send_by."""
    return any(isinstance(value, date) or (name.endswith("_by") and value) for name, value in context.items())


def calendar_of(case: Case, language: str, url: str) -> str:
    deadlines = running_deadlines(case)
    return deadlines_file(case, deadlines, language, timezone.now(), url) if deadlines else ""


def page_of(case: Case, language: str) -> str:
    """Where its reader sees it: a guest has no account to sign in to."""
    if case.customer_id is None and case.kind == Case.Kind.WITHDRAWAL:
        return page_url("cases:withdrawal", language, token=proof_token(case.submission_key))
    if case.customer_id is None and (url := guest_page(case, language)):
        return url
    return page_url("cases:detail", language, reference=case.reference)


def about(case: Case, language: str) -> str:
    with override(language):
        return case.subject or str(Case.Kind(case.kind).label)
