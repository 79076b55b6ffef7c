"""Parcels and what carriers said about them."""

from typing import ClassVar

from django.db import models
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

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments", verbose_name=_("order"))
    external_id = models.CharField(_("the shop's id"), max_length=100)
    carrier = models.CharField(_("carrier"), max_length=80, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    tracking_url = models.URLField(_("tracking page"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.UNKNOWN)
    status_at = models.DateTimeField(_("status since"), null=True, blank=True)
    # What the shop (not the carrier) said last; each change of it is a tracking event.
    source_status = models.CharField(_("status in the shop's words"), max_length=64, blank=True)
    shop_status = models.CharField(max_length=20, choices=Status, default=Status.UNKNOWN, editable=False)
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)
    estimated_date = models.DateField(_("expected"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    pickup_point = models.JSONField(_("pick-up point"), default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "external_id"], name="one_row_a_shipment"),
        ]
        indexes: ClassVar = [models.Index("tracking_number", name="shipments_by_number")]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}".strip() or self.external_id


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
    # sha256(carrier|number|occurred_at|carrier_code|location)
    dedupe_key = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("tracking event")
        verbose_name_plural = _("tracking events")
        ordering: ClassVar = ["-occurred_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "dedupe_key"], name="one_row_a_tracking_event"),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_at:%Y-%m-%d %H:%M} {self.status}"
