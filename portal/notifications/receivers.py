"""News of cases, parcels and invoices becomes mail; the same news twice stays one mail."""

from datetime import timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from orders.carriers import carrier_name
from orders.models import Invoice, Order, Shipment, TrackingEvent
from orders.signals import invoice_rendered, shipment_updated
from portal.accounts.models import User
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.models import Mail
from portal.notifications.signals import mail_queued
from portal.notifications.tasks import send_mail
from returns.models import Case, CaseEvent, Message, ReturnSettings
from returns.signals import case_changed, case_opened, message_posted

# An import of last year's orders must not tell anyone that last year's parcel has arrived.
NEWS_FOR = timedelta(days=3)

PARCEL_MAILS = {
    Shipment.Status.OUT_FOR_DELIVERY: "parcel_out_for_delivery",
    Shipment.Status.READY_FOR_PICKUP: "parcel_ready_for_pickup",
    Shipment.Status.DELIVERED: "parcel_delivered",
}
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


@receiver(shipment_updated, dispatch_uid="mail_parcel_news")
def mail_parcel_news(shipment: Shipment, event: TrackingEvent, **kwargs: Any) -> None:
    kind = PARCEL_MAILS.get(Shipment.Status(shipment.status))
    if kind and event.occurred_at > timezone.now() - NEWS_FOR:
        mail_about_order(
            kind,
            shipment.order,
            f"shipment-{shipment.pk}-{shipment.status}",
            carrier=carrier_name(shipment),
            place="\n".join(str(part) for part in shipment.pickup_point.values() if part),
        )


@receiver(invoice_rendered, dispatch_uid="mail_invoice_ready")
def mail_invoice_ready(invoice: Invoice, **kwargs: Any) -> None:
    if invoice.created_at > timezone.now() - NEWS_FOR:
        mail_about_order("invoice_ready", invoice.order, f"invoice-{invoice.pk}", invoice=invoice.number)


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


def mail_about_order(kind: str, order: Order, dedupe_key: str, **context: Any) -> Mail | None:
    """Only to people with an account: the shop itself writes to the others."""
    person = order.customer
    if not isinstance(person, User):
        return None
    url = page_url("orders:detail", person.language, slug=order.slug)
    facts = {"name": first_name(person), "number": order.number, "url": url, **context}
    return queue_mail(kind, person.email, person.language, facts, dedupe_key=dedupe_key)


def first_name(person: Any) -> str:
    return person.get_short_name() if isinstance(person, User) and person.name else ""


def about(case: Case, language: str) -> str:
    with override(language):
        return case.subject or str(Case.Kind(case.kind).label)
