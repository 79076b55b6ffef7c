"""News of orders whose process was killed between its commit and its mail; tick tells them through the same doors."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from orders.models import Invoice, Order, Refund, Shipment, ShipmentStage
from portal.notifications.models import MailSettings
from portal.notifications.order_news import (
    PARCEL_MAILS,
    mail_invoice_ready,
    mail_order_cancelled,
    mail_order_received,
    mail_parcel_delayed,
    mail_parcel_stage,
    mail_refund_made,
)
from portal.notifications.untold import each, untold, without_mail

Since = tuple[datetime, datetime]


def tell_missed_order_news(since: Since) -> None:
    """Whoever joins later finds all of it in the account; a mail then would be about nothing new."""
    on = MailSettings.load()
    if on.invoice_ready:
        ready = Invoice.objects.filter(rendered_at__range=since, order__customer__date_joined__lt=F("rendered_at"))
        each(lambda invoice: mail_invoice_ready(invoice=invoice), untold(ready.select_related("order"), "invoice-"))
    if on.refund_made:
        refunds = Refund.objects.filter(
            created_at__range=since, order__customer__date_joined__lt=F("created_at"), case_refund=None
        )
        each(lambda refund: mail_refund_made(refund=refund), untold(refunds.select_related("order"), "refund-"))
    tell_missed_orders(since, on)
    tell_missed_stages(since, on)
    if on.parcel_delayed:
        late = Shipment.objects.filter(
            delayed_notified_at__range=since, order__customer__date_joined__lt=F("delayed_notified_at")
        ).exclude(status=Shipment.Status.DELIVERED)
        keyed = with_key(late, "shipment-", "pk", "-delayed").select_related("order")
        each(lambda parcel: mail_parcel_delayed(shipment=parcel), without_mail(keyed))


def tell_missed_orders(since: Since, on: MailSettings) -> None:
    changed = Order.objects.filter(updated_at__range=since, customer__date_joined__lt=F("created_at")).defer("payload")
    if on.order_received:
        came = changed.filter(placed_at__gte=since[0], created_at__range=since).exclude(status=Order.Status.CANCELLED)
        each(mail_order_received, without_mail(with_key(came, "order-", "pk", "-received")))
    if on.order_cancelled:
        # Without a moment of its own it was noted when it came, or it is this change.
        gone = changed.filter(Q(cancelled_at__gte=since[0]) | Q(cancelled_at=None), status=Order.Status.CANCELLED)
        each(mail_order_cancelled, without_mail(with_key(gone, "order-", "pk", "-cancelled")))


def tell_missed_stages(since: Since, on: MailSettings) -> None:
    """Only where the parcel is now: that it was on its way is no news once it has arrived."""
    reached = ShipmentStage.objects.filter(
        reached_at__range=since,
        status=F("shipment__status"),
        shipment__order__customer__date_joined__lt=F("reached_at"),
    ).select_related("shipment__order")
    for status, kind in PARCEL_MAILS.items():
        if getattr(on, kind):
            stages = with_key(
                reached.filter(status=status), "shipment-", "shipment_id", f"-{kind.removeprefix('parcel_')}"
            )
            each(lambda stage: mail_parcel_stage(stage.shipment, stage.reached_at), without_mail(stages))


def with_key(rows: QuerySet[Any], before: str, name: str, after: str) -> QuerySet[Any]:
    key = Concat(Value(before), Cast(name, CharField()), Value(after), output_field=CharField())
    return rows.annotate(mail_key=key)
