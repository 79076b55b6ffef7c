"""Parcels and what carriers said about them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models.order import Order, OrderLine


class Shipment(models.Model):
    class Status(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("shipment", "Announced to the carrier")
        ACCEPTED = "accepted", pgettext_lazy("shipment", "Handed to the carrier")
        IN_TRANSIT = "in_transit", pgettext_lazy("shipment", "On its way")
        OUT_FOR_DELIVERY = "out_for_delivery", pgettext_lazy("shipment", "Out for delivery")
        READY_FOR_PICKUP = "ready_for_pickup", pgettext_lazy("shipment", "Ready for pick-up")
        PICKUP_REMINDER = "pickup_reminder", pgettext_lazy("shipment", "Still waiting for pick-up")
        DELIVERED = "delivered", pgettext_lazy("shipment", "Delivered")
        ATTEMPT_FAILED = "attempt_failed", pgettext_lazy("shipment", "Delivery attempt failed")
        DELAYED = "delayed", pgettext_lazy("shipment", "Delayed")
        EXCEPTION = "exception", pgettext_lazy("shipment", "Problem on the way")
        RETURNING = "returning", pgettext_lazy("shipment", "Going back to the shop")
        RETURNED = "returned", pgettext_lazy("shipment", "Back at the shop")
        CANCELLED = "cancelled", pgettext_lazy("shipment", "Cancelled")
        EXPIRED = "expired", pgettext_lazy("shipment", "No news from the carrier")
        UNKNOWN = "unknown", pgettext_lazy("shipment", "Waiting for the carrier's first news")

    class Direction(models.TextChoices):
        OUTBOUND = "outbound", pgettext_lazy("parcel", "To the customer")
        RETURN = "return", pgettext_lazy("parcel", "Back to the shop")

    class Late(models.TextChoices):
        PROMISE = "promise", pgettext_lazy("parcel", "The promised day has passed")
        SILENCE = "silence", pgettext_lazy("parcel", "Nothing moves")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments", verbose_name=_("order"))
    external_id = models.CharField(_("the shop's id"), max_length=100)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.OUTBOUND)
    # Who told us of it: a shop's source, "api", or a carrier that is asked.
    source = models.CharField(_("source"), max_length=30, blank=True)
    carrier = models.CharField(_("carrier"), max_length=80, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    tracking_url = models.URLField(_("tracking page"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.UNKNOWN)
    status_at = models.DateTimeField(_("status since"), null=True, blank=True)
    # What the shop (not the carrier) said last; each change of it is a tracking event.
    source_status = models.CharField(_("status in the shop's words"), max_length=64, blank=True)
    shop_status = models.CharField(max_length=20, choices=Status, default=Status.UNKNOWN, editable=False)
    # When the shop said what stands here, so that its older news changes nothing; and whether its newest
    # order message named the parcel.
    shop_said_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_listed = models.BooleanField(default=False, editable=False)
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)
    # What the customer was promised when ordering; the carrier's own guess changes underway.
    promised_from = models.DateField(_("promised from"), null=True, blank=True)
    promised_to = models.DateField(_("promised until"), null=True, blank=True)
    estimated_date = models.DateField(_("expected"), null=True, blank=True)
    estimated_at = models.DateTimeField(_("expected at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    # name, address, hours, code; latitude and longitude as texts
    pickup_point = models.JSONField(_("pick-up point"), default=dict, blank=True)
    pickup_code = models.CharField(_("pick-up code"), max_length=20, blank=True)
    pickup_until = models.DateTimeField(_("waits for pick-up until"), null=True, blank=True)
    # When it counts as late if nothing changes; every change of the parcel sets it anew.
    late_at = models.DateTimeField(null=True, blank=True, editable=False)
    late_why = models.CharField(_("late because"), max_length=10, choices=Late, blank=True, editable=False)
    delayed_notified_at = models.DateTimeField(_("delay noticed"), null=True, blank=True, editable=False)
    # Asking the carrier: tick asks due rows again; a row that is being asked is due again after its lease. A new
    # parcel is due at once, and never again if its carrier is not asked.
    next_poll_at = models.DateTimeField(
        _("asked again at"), null=True, blank=True, editable=False, default=timezone.now
    )
    polled_at = models.DateTimeField(_("last answer"), null=True, blank=True, editable=False)
    poll_attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0, editable=False)
    poll_error = models.CharField(_("the carrier's answer"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "external_id"], name="one_row_a_shipment"),
        ]
        indexes: ClassVar = [
            models.Index("tracking_number", name="shipments_by_number"),
            models.Index(
                "late_at", name="shipments_late", condition=Q(delayed_notified_at=None, late_at__isnull=False)
            ),
            models.Index("next_poll_at", name="shipments_to_ask", condition=Q(next_poll_at__isnull=False)),
            models.Index(
                fields=["-delayed_notified_at"],
                name="shipments_delayed",
                condition=Q(delayed_notified_at__isnull=False),
            ),
            models.Index(fields=["-polled_at"], name="shipments_not_answered", condition=~Q(poll_error="")),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}".strip() or self.external_id


class ShipmentStage(models.Model):
    """The first time a parcel reached a status: told to its owner once, however often it is said again."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="stages", verbose_name=_("shipment"))
    status = models.CharField(_("status"), max_length=20, choices=Shipment.Status)
    reached_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("stage of a shipment")
        verbose_name_plural = _("stages of a shipment")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "status"], name="each_stage_is_told_once"),
        ]
        indexes: ClassVar = [models.Index("reached_at", name="stages_by_time")]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.status}"


class ShipmentLine(models.Model):
    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines", verbose_name=_("shipment"))
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.CASCADE, related_name="shipment_lines", verbose_name=_("order line")
    )
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("shipment line")
        verbose_name_plural = _("shipment lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "order_line"], name="one_row_a_shipped_line"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"


class TrackingEvent(models.Model):
    """What a carrier said, once; rows are only added."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="events", verbose_name=_("shipment"))
    occurred_at = models.DateTimeField(_("when"))
    status = models.CharField(_("status"), max_length=20, choices=Shipment.Status)
    carrier_code = models.CharField(_("carrier's code"), max_length=80, blank=True)
    text = models.CharField(_("carrier's words"), max_length=300, blank=True)
    location = models.CharField(_("place"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=30, blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    # sha256(carrier|number|occurred_at|carrier_code|location)
    dedupe_key = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("tracking event")
        verbose_name_plural = _("tracking events")
        ordering: ClassVar = ["-occurred_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "dedupe_key"], name="one_row_a_tracking_event"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-occurred_at"], name="events_not_understood", condition=Q(status="unknown")),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_at:%Y-%m-%d %H:%M} {self.status}"


class CarrierLine(models.Model):
    """How we stand with one carrier that is asked: its token bucket, and a pause after too many failures."""

    carrier = models.CharField(_("carrier"), max_length=40, unique=True)
    tokens = models.FloatField(default=0, editable=False)
    filled_at = models.DateTimeField(editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("last answer"), null=True, blank=True, editable=False)
    error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("carrier that is asked")
        verbose_name_plural = _("carriers that are asked")
        ordering: ClassVar = ["carrier"]

    def __str__(self) -> str:
        return self.carrier
