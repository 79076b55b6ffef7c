"""What shops and carriers sent, byte by byte, before anybody read it. The row is the truth, the queue only speed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Envelope(models.Model):
    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("delivery", "To be read")
        WAITING = "waiting", pgettext_lazy("delivery", "Waiting for its order or parcel")
        APPLIED = "applied", pgettext_lazy("delivery", "Taken in")
        IGNORED = "ignored", pgettext_lazy("delivery", "Nothing for us")
        DEAD = "dead", pgettext_lazy("delivery", "Could not be taken in")

    class Source(models.TextChoices):
        WOOCOMMERCE = "woocommerce", "WooCommerce"
        SHOPIFY = "shopify", "Shopify"
        EASYPOST = "easypost", "EasyPost"
        AFTERSHIP = "aftership", "AfterShip"
        GENERIC = "generic", pgettext_lazy("webhook", "Your own system")

    source = models.CharField(_("from"), max_length=20, choices=Source)
    delivery_id = models.CharField(pgettext_lazy("webhook", "delivery"), max_length=200)
    topic = models.CharField(_("about"), max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, editable=False)
    # Only those that say what it is; never signatures, keys or cookies.
    headers = models.JSONField(default=dict, editable=False)
    body = models.BinaryField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    # "order:shopify:450789469" or "parcel:1Z12345": wakes the envelope when that arrives.
    waits_for = models.CharField(_("waits for"), max_length=160, blank=True)
    due_at = models.DateTimeField(_("next try"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("reason"), blank=True)
    received_at = models.DateTimeField(_("received"))
    first_tried_at = models.DateTimeField(_("first try"), null=True, blank=True)
    last_tried_at = models.DateTimeField(_("last try"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("webhook", "delivery")
        verbose_name_plural = pgettext_lazy("webhook", "deliveries")
        ordering: ClassVar = ["-received_at", "-id"]
        permissions: ClassVar = [
            ("retry_envelope", "Can try deliveries of shops and carriers again"),
            ("read_envelope", "Can read what shops and carriers sent, personal data included"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "delivery_id"], name="one_row_a_delivery"),
        ]
        indexes: ClassVar = [
            models.Index("due_at", name="envelopes_due", condition=Q(due_at__isnull=False)),
            models.Index("waits_for", name="envelopes_that_wait", condition=~Q(waits_for="")),
            models.Index(fields=["state", "-received_at", "-id"], name="envelopes_by_state"),
            models.Index(fields=["-received_at", "-id"], name="envelopes_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.topic} {self.delivery_id[:40]}"
