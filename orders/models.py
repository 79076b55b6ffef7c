"""Orders, shipments and invoices as the shop told them: amounts are stored, never recomputed."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def private_storage() -> Storage:
    return storages["private"]


def money(label: Any, **options: Any) -> models.DecimalField:
    """An amount in the order's currency, as the source printed it."""
    return models.DecimalField(label, max_digits=14, decimal_places=4, **options)


class Order(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("order", "Waiting for payment")
        PROCESSING = "processing", pgettext_lazy("order", "Being prepared")
        SHIPPED = "shipped", pgettext_lazy("order", "On its way")
        DELIVERED = "delivered", pgettext_lazy("order", "Delivered")
        COMPLETED = "completed", pgettext_lazy("order", "Completed")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")
        REFUNDED = "refunded", pgettext_lazy("order", "Refunded")

    class PaymentStatus(models.TextChoices):
        UNPAID = "unpaid", pgettext_lazy("payment", "Not paid yet")
        AUTHORIZED = "authorized", pgettext_lazy("payment", "Reserved on your card")
        PAID = "paid", pgettext_lazy("payment", "Paid")
        PARTLY_REFUNDED = "partly_refunded", pgettext_lazy("payment", "Partly refunded")
        REFUNDED = "refunded", pgettext_lazy("payment", "Refunded")

    source = models.CharField(_("source"), max_length=30)
    external_id = models.CharField(_("the shop's id"), max_length=100)
    number = models.CharField(_("number"), max_length=64)
    slug = models.SlugField(_("address in the portal"), max_length=80, unique=True)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="orders",
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.PROCESSING)
    source_status = models.CharField(_("status in the shop's words"), max_length=64, blank=True)
    # What the shop said, in our words; status adds what the carriers said (rules.order_status).
    shop_status = models.CharField(max_length=20, choices=Status, default=Status.PROCESSING, editable=False)
    payment_status = models.CharField(_("payment"), max_length=20, choices=PaymentStatus, default=PaymentStatus.UNPAID)
    payment_method = models.CharField(_("payment method"), max_length=120, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    # As the shop said; the portal adds nothing up. Empty means: the shop did not say.
    subtotal = money(_("goods"), null=True, blank=True)
    discount_total = money(_("discount"), null=True, blank=True)
    shipping_total = money(_("delivery"), null=True, blank=True)
    tax_total = money(_("tax"), null=True, blank=True)
    total = money(_("total"))
    prices_include_tax = models.BooleanField(_("prices include tax"), default=True)
    # WooCommerce shows prices with tax and still sends its lines without.
    amounts_include_tax = models.BooleanField(_("amounts of lines and delivery include tax"), default=True)
    shipping_method = models.CharField(_("delivery method"), max_length=120, blank=True)
    billing_address = models.JSONField(_("billing address"), default=dict, blank=True)
    shipping_address = models.JSONField(_("delivery address"), default=dict, blank=True)
    tax_lines = models.JSONField(_("tax lines"), default=list, blank=True)
    customer_note = models.TextField(_("customer's note"), blank=True)
    placed_at = models.DateTimeField(_("placed"))
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    external_updated_at = models.DateTimeField(_("changed in the shop"))
    content_hash = models.CharField(max_length=64, editable=False)
    payload = models.JSONField(_("the shop's own data"), default=dict, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering: ClassVar = ["-placed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_row_an_order"),
        ]
        indexes: ClassVar = [
            models.Index("customer", F("placed_at").desc(), F("id").desc(), name="orders_of_a_customer"),
            models.Index("email", name="orders_by_email"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", verbose_name=_("order"))
    external_id = models.CharField(_("the shop's id"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    sku = models.CharField(_("article number"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=300)
    variant = models.CharField(_("variant"), max_length=300, blank=True)
    properties = models.JSONField(_("properties"), default=list, blank=True)
    image_url = models.URLField(_("picture"), max_length=500, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    # Empty means: the shop did not say.
    unit_price = money(_("unit price"), null=True, blank=True)
    subtotal = money(_("total before discount"), null=True, blank=True)
    discount_total = money(_("discount"), null=True, blank=True)
    total = money(_("total"), null=True, blank=True)
    tax_total = money(_("tax"), null=True, blank=True)
    tax_rate = models.DecimalField(_("tax rate"), max_digits=7, decimal_places=4, null=True, blank=True)
    # How many pieces are in a return that is not cancelled; only orders.actions changes it.
    returned_quantity = models.PositiveIntegerField(_("returned"), default=0)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "external_id"], name="one_row_an_order_line"),
            models.CheckConstraint(
                condition=Q(returned_quantity__gte=0) & Q(returned_quantity__lte=F("quantity")),
                name="never_return_more_than_was_bought",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def returnable_quantity(self) -> int:
        return self.quantity - self.returned_quantity


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


@register_setting(icon="doc-full")
class SellerSettings(BaseGenericSetting):
    """Who sells: printed on invoices, frozen into each one when it is issued."""

    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=30, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country code"), max_length=2, default="PL")
    bank_account = models.CharField(_("bank account"), max_length=60, blank=True)
    invoice_note = models.CharField(_("note at the foot of invoices"), max_length=300, blank=True)

    panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("legal_name", "vat_number", "street", "postcode", "city", "country", "bank_account")
            ],
            heading=_("Seller"),
        ),
        FieldPanel("invoice_note"),
    ]

    class Meta:
        verbose_name = _("seller on invoices")
