"""News of orders, parcels, invoices and refunds becomes mail: while it is news, once, and to people with an account.

Guests hear from the shop, and from us only what they asked for. dedupe_key makes a replay harmless; missed.py tells
what a killed process could not.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from orders.access import orders_of
from orders.carriers import carrier_name
from orders.models import Invoice, Order, Refund, Shipment, TrackingEvent
from orders.signals import invoice_rendered, order_imported, refund_recorded, shipment_delayed, shipment_updated
from orders.templatetags.formats import day, money
from orders.tracking.late import expected_day
from portal.accounts import receivers as accounts
from portal.accounts.models import User
from portal.notifications.actions import note_unwanted
from portal.notifications.compose import page_url
from portal.notifications.models import Mail, MailSettings
from portal.notifications.optional import queue_news
from returns.logistics import receivers as cases
from returns.models import CaseRefund
from returns.queries import returnable_lines

# An import of last year's orders must not tell anyone that last year's parcel has arrived.
NEWS_FOR = timedelta(days=3)
S = Shipment.Status
PARCEL_MAILS = {
    S.ACCEPTED: "parcel_shipped",
    S.IN_TRANSIT: "parcel_shipped",
    S.OUT_FOR_DELIVERY: "parcel_out_for_delivery",
    S.READY_FOR_PICKUP: "parcel_ready_for_pickup",
    S.DELIVERED: "parcel_delivered",
    S.DELAYED: "parcel_delayed",
}
# Orders find their owner first: their receiver has to stand in front of ours.
OWNER_FIRST = accounts.link_an_imported_order
# Whose money it is, too: a case's refund is told by its case.
CASES_FIRST = cases.match_a_refund


@receiver(order_imported, dispatch_uid="mail_order_news")
def mail_order_news(order: Order, created: bool, **kwargs: Any) -> None:
    if order.status != Order.Status.CANCELLED:
        if created:
            mail_order_received(order)
    elif created and order.cancelled_at is None:
        note_old_cancellation(order)
    else:
        mail_order_cancelled(order)


def mail_order_received(order: Order) -> Mail | None:
    return mail_about_order("order_received", order, f"order-{order.pk}-received", at=order.placed_at)


def mail_order_cancelled(order: Order) -> Mail | None:
    """WooCommerce does not say when: then it was at the change that told us."""
    at = order.cancelled_at or order.external_updated_at
    return mail_about_order("order_cancelled", order, cancelled_key(order), at=at, is_paid=bool(order.paid_at))


def note_old_cancellation(order: Order) -> None:
    """It came to us cancelled, nobody says since when: a later change of it must not look like the news."""
    owner = User.objects.filter(orders=order).first()
    if owner is not None:
        facts = {"number": order.number}
        note_unwanted("order_cancelled", owner.email, owner.language, facts, dedupe_key=cancelled_key(order))


def cancelled_key(order: Order) -> str:
    return f"order-{order.pk}-cancelled"


@receiver(shipment_updated, dispatch_uid="mail_parcel_news")
def mail_parcel_news(shipment: Shipment, event: TrackingEvent, **kwargs: Any) -> None:
    mail_parcel_stage(shipment, event.occurred_at)


def mail_parcel_stage(shipment: Shipment, at: datetime) -> Mail | None:
    """What the parcel has come to. Handed over and on its way are one piece of news: sent."""
    kind = PARCEL_MAILS.get(S(shipment.status))
    if kind is None or shipment.direction == Shipment.Direction.RETURN:
        return None
    return mail_about_order(kind, shipment.order, parcel_key(shipment, kind), at=at, shipment=shipment)


@receiver(shipment_delayed, dispatch_uid="mail_parcel_delayed")
def mail_parcel_delayed(shipment: Shipment, **kwargs: Any) -> Mail | None:
    at = shipment.delayed_notified_at or timezone.now()
    key = parcel_key(shipment, "parcel_delayed")
    return mail_about_order("parcel_delayed", shipment.order, key, at=at, shipment=shipment)


def parcel_key(shipment: Shipment, kind: str) -> str:
    return f"shipment-{shipment.pk}-{kind.removeprefix('parcel_')}"


@receiver(invoice_rendered, dispatch_uid="mail_invoice_ready")
def mail_invoice_ready(invoice: Invoice, **kwargs: Any) -> Mail | None:
    """Never about one that is held: there would be nothing to open."""
    if not invoice.is_ready:
        return None
    facts = {"invoice": invoice.number, "is_correction": invoice.kind != Invoice.Kind.INVOICE}
    return mail_about_order("invoice_ready", invoice.order, f"invoice-{invoice.pk}", at=invoice.created_at, **facts)


@receiver(refund_recorded, dispatch_uid="mail_refund_made")
def mail_refund_made(refund: Refund, **kwargs: Any) -> Mail | None:
    """Not about money that a case tells of: one payment is one mail."""
    if CaseRefund.objects.filter(order_refund=refund).exists():
        return None
    return mail_about_order("refund_made", refund.order, f"refund-{refund.pk}", at=refund.refunded_at, refund=refund)


def mail_about_order(kind: str, order: Order, dedupe_key: str, *, at: datetime, **facts: Any) -> Mail | None:
    """Nothing to guests, about old news, or of a kind the operator switched off; nor to who left the company."""
    if at <= timezone.now() - NEWS_FOR:
        return None
    # The row as it is now: its owner may have been found after this object was read.
    fresh = Order.objects.select_related("customer").defer("payload").filter(pk=order.pk).first()
    person = fresh.customer if fresh else None
    if fresh is None or not isinstance(person, User) or not MailSettings.load().sends(kind, at):
        return None
    if fresh.company_id and not orders_of(person).filter(pk=fresh.pk).exists():
        return None
    with override(person.language):
        words = {name: value for name, value in facts.items() if not isinstance(value, Shipment | Refund)}
        words |= {"number": fresh.number, "url": page_url("orders:detail", person.language, slug=fresh.slug)}
        if isinstance(facts.get("shipment"), Shipment):
            words |= about_parcel(facts["shipment"], fresh)
        if isinstance(facts.get("refund"), Refund):
            words["amount"] = money(facts["refund"].amount, facts["refund"].currency)
        if kind == "order_received":
            words["total"] = money(fresh.total, fresh.currency)
    return queue_news(kind, person, words, dedupe_key=dedupe_key)


def about_parcel(parcel: Shipment, order: Order) -> dict[str, Any]:
    """In the reader's language; days in full, since "tomorrow" is another day for whoever reads it tomorrow."""
    point = parcel.pickup_point
    outbound = order.shipments.filter(direction=Shipment.Direction.OUTBOUND).exclude(pk=parcel.pk)
    return {
        "carrier": carrier_name(parcel),
        "tracking_number": parcel.tracking_number,
        "place": "\n".join(str(point[name]) for name in ("name", "address", "hours") if point.get(name)),
        "until": moment_in_full(parcel.pickup_until),
        "expected": day(expected_day(parcel)),
        "why": parcel.late_why,
        "silent_days": settings.PARCEL_SILENT_DAYS,
        "others": outbound.exclude(status__in=(S.DELIVERED, S.CANCELLED, S.RETURNED, S.RETURNING)).count(),
        "return_until": day(last_day_to_return(order)) if parcel.status == S.DELIVERED else "",
    }


def last_day_to_return(order: Order) -> Any:
    """None when nothing can go back, or nobody knows yet until when."""
    lines = returnable_lines(order, timezone.now())
    days = [line.verdict.last_day for line in lines if line.verdict.quantity and line.verdict.last_day]
    return min(days, default=None)


def moment_in_full(at: datetime | None) -> str:
    return f"{day(at)}, {timezone.localtime(at):%H:%M}" if at else ""
