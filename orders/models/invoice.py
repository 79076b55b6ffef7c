"""Documents that were issued: number, content and stored bytes never change afterwards."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.money import money
from orders.models.order import Order

# Crockford's letters: nobody reads O for 0 or I for 1 off a printed page.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 28  # 140 bits


def private_storage() -> Storage:
    return storages["private"]


def new_verify_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(CODE_LENGTH))


class Invoice(models.Model):
    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CORRECTION = "correction", _("Correction")
        CREDIT_NOTE = "credit_note", _("Credit note")

    class Source(models.TextChoices):
        """Who made the document: the accounting system, we from the order's data, or it came through KSeF."""

        UPLOADED = "uploaded", _("Accounting system")
        RENDERED = "rendered", _("This portal")
        KSEF = "ksef", _("KSeF")

    class State(models.TextChoices):
        WAITING = "waiting", _("Being made")
        HELD = "held", _("Held back: a check failed")
        READY = "ready", _("Ready")

    class TypeCode(models.TextChoices):
        """UNTDID 1001, as EN 16931 uses it (BT-3)."""

        INVOICE = "380", _("380 invoice")
        CREDIT_NOTE = "381", _("381 credit note")
        CORRECTION = "384", _("384 corrected invoice")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices", verbose_name=_("order"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.INVOICE)
    type_code = models.CharField(_("type"), max_length=3, choices=TypeCode, default=TypeCode.INVOICE)
    source = models.CharField(_("made by"), max_length=10, choices=Source, default=Source.RENDERED)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("corrects")
    )
    # What the document itself says it corrects; the row above is empty when the portal never got that one.
    corrects_number = models.CharField(_("number it corrects"), max_length=64, blank=True)
    number = models.CharField(_("number"), max_length=64, unique=True)
    slug = models.SlugField(_("address in the portal"), max_length=80)
    ksef_number = models.CharField(_("KSeF number"), max_length=35, blank=True)
    language = models.CharField(_("language"), max_length=10)
    issued_date = models.DateField(_("issued"))
    currency = models.CharField(_("currency"), max_length=3)
    total = money(_("total"))
    buyer_name = models.CharField(_("buyer"), max_length=300, blank=True)
    buyer_vat_number = models.CharField(_("buyer's VAT number"), max_length=30, blank=True)
    # Seller, buyer, lines, rates and totals on the day of issue; the PDF is made from this alone.
    snapshot = models.JSONField(_("content"), default=dict)
    file = models.FileField(_("PDF"), storage=private_storage, blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    xml_file = models.FileField(_("XML"), storage=private_storage, blank=True, max_length=200)
    xml_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # Printed on the document and typed by whoever doubts it; says nothing by itself.
    verify_code = models.CharField(
        _("verification code"), max_length=CODE_LENGTH, unique=True, default=new_verify_code, editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # The rule that failed ("BR-CO-15") and what it says; the customer reads only that it is being checked.
    held_rule = models.CharField(_("rule that failed"), max_length=80, blank=True)
    held_reason = models.TextField(_("why it is held back"), blank=True)
    # Since when it can be downloaded; empty for what waits or is held.
    rendered_at = models.DateTimeField(_("ready since"), null=True, blank=True)
    # Rows are the truth, the queue is only speed: tick starts what is due and not ready.
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
            models.UniqueConstraint(
                fields=["ksef_number"], condition=~Q(ksef_number=""), name="one_row_a_ksef_number"
            ),
            # Queries that ask for one of the two can't serve what the other forbids.
            models.CheckConstraint(
                condition=Q(state="ready", rendered_at__isnull=False)
                | (~Q(state="ready") & Q(rendered_at__isnull=True)),
                name="ready_invoices_say_since_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index("render_due_at", name="invoices_to_render", condition=Q(rendered_at=None)),
            models.Index("rendered_at", name="invoices_ready_lately", condition=Q(rendered_at__isnull=False)),
            models.Index("sha256", name="invoices_by_pdf", condition=~Q(sha256="")),
            models.Index("xml_sha256", name="invoices_by_xml", condition=~Q(xml_sha256="")),
            models.Index("state", name="invoices_held", condition=Q(state="held")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def code_in_groups(self) -> str:
        """7K2M-…: four letters at a time, as it is printed."""
        code = self.verify_code
        return "-".join(code[at : at + 4] for at in range(0, len(code), 4))

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY


class InvoiceSeries(models.Model):
    """The last number of a period of our own series: counted up under a lock, in the invoice's transaction."""

    period = models.CharField(_("period"), max_length=20, unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of invoice numbers")
        verbose_name_plural = _("series of invoice numbers")

    def __str__(self) -> str:
        return f"{self.period}: {self.last}"


class InvoiceArchive(models.Model):
    """All invoices of a customer's year in one ZIP, made in the background and kept for a day."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being packed")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be packed")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invoice_archives", verbose_name=_("customer")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("packed"), default=0)
    total = models.PositiveIntegerField(_("to pack"), default=0)
    left_out = models.PositiveIntegerField(_("not ready, left out"), default=0)
    # Of the documents inside: who may see others now (or fewer) packs again.
    contents = models.CharField(max_length=64, blank=True, editable=False)
    file = models.FileField(_("ZIP"), storage=private_storage, blank=True, max_length=200)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    expires_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("archive of invoices")
        verbose_name_plural = _("archives of invoices")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "year"], name="one_archive_a_year")]
        indexes: ClassVar = [
            models.Index("due_at", name="archives_to_make", condition=Q(due_at__isnull=False)),
            models.Index("expires_at", name="archives_to_sweep", condition=Q(expires_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.year}"
