"""Documents that were issued."""

from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.money import money
from orders.models.order import Order


def private_storage() -> Storage:
    return storages["private"]


class Invoice(models.Model):
    """A document that was issued: number, snapshot and stored bytes never change afterwards."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CORRECTION = "correction", _("Correction")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices", verbose_name=_("order"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.INVOICE)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("corrects")
    )
    number = models.CharField(_("number"), max_length=64, unique=True)
    slug = models.SlugField(_("address in the portal"), max_length=80)
    language = models.CharField(_("language"), max_length=10)
    issued_date = models.DateField(_("issued"))
    currency = models.CharField(_("currency"), max_length=3)
    total = money(_("total"))
    # Seller, buyer, lines, rates and totals on the day of issue; the PDF is made from this alone.
    snapshot = models.JSONField(_("content"), default=dict)
    file = models.FileField(_("PDF"), storage=private_storage, blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    rendered_at = models.DateTimeField(_("PDF made"), null=True, blank=True)
    # Rows are the truth, the queue is only speed: tick starts what is due and not rendered.
    render_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    render_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    render_error = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering: ClassVar = ["issued_date", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "slug"], name="one_address_an_invoice"),
        ]
        indexes: ClassVar = [
            models.Index("render_due_at", name="invoices_to_render", condition=Q(rendered_at=None)),
        ]

    def __str__(self) -> str:
        return self.number
