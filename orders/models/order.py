"""An order and its lines as the shop told them: amounts are stored, never recomputed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models.money import money


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

    class Protection(models.TextChoices):
        """What the buyer is before consumer law; the shop says it."""

        CONSUMER = "consumer", pgettext_lazy("buyer", "A consumer")
        PROTECTED_SOLE_TRADER = (
            "protected_sole_trader",
            pgettext_lazy("buyer", "A sole trader protected as a consumer"),
        )
        BUSINESS = "business", pgettext_lazy("buyer", "A business")

    class Contract(models.TextChoices):
        GOODS = "goods", pgettext_lazy("contract", "Goods")
        REGULAR_DELIVERIES = "regular_deliveries", pgettext_lazy("contract", "Regular deliveries")
        SERVICE = "service", pgettext_lazy("contract", "A service")
        DIGITAL = "digital", pgettext_lazy("contract", "Digital content")

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
    # Seen by the company's people, whoever placed it (orders.companies).
    company = models.ForeignKey(
        "orders.Company",
        verbose_name=_("company"),
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
    shipping_tax_total = money(_("tax on delivery"), null=True, blank=True)
    discount_tax_total = money(_("tax on the discount"), null=True, blank=True)
    net_total = money(_("total without tax"), null=True, blank=True)
    rounding_total = money(_("rounding"), null=True, blank=True)
    total = money(_("total"))
    # What the buyer saw and paid, where the shop reckons in another currency.
    presentment_currency = models.CharField(_("the buyer's currency"), max_length=3, blank=True)
    presentment_total = money(_("total in the buyer's currency"), null=True, blank=True)
    # Every amount as the source wrote it, digit by digit: {"total": "29.350", …}.
    source_amounts = models.JSONField(default=dict, editable=False)
    prices_include_tax = models.BooleanField(_("prices include tax"), default=True)
    # WooCommerce shows prices with tax and still sends its lines without.
    amounts_include_tax = models.BooleanField(_("amounts of lines and delivery include tax"), default=True)
    shipping_method = models.CharField(_("delivery method"), max_length=120, blank=True)
    billing_address = models.JSONField(_("billing address"), default=dict, blank=True)
    shipping_address = models.JSONField(_("delivery address"), default=dict, blank=True)
    pickup_point = models.JSONField(_("pick-up point"), default=dict, blank=True)
    # As the buyer wrote it; whether the number can be one is known for countries whose rule we know.
    buyer_vat_number = models.CharField(_("buyer's VAT number"), max_length=40, blank=True)
    buyer_vat_is_valid = models.BooleanField(_("VAT number is well formed"), null=True, blank=True)
    buyer_protection = models.CharField(
        _("the buyer is"), max_length=24, choices=Protection, default=Protection.CONSUMER, db_default="consumer"
    )
    contract_kind = models.CharField(
        _("contract about"), max_length=20, choices=Contract, default=Contract.GOODS, db_default="goods"
    )
    # Made during a visit or an excursion the buyer had not asked for.
    is_from_visit = models.BooleanField(_("sold on an unsolicited visit"), default=False, db_default=False)
    # Was the buyer told of the right to withdraw? Empty: the shop did not say, so its terms did.
    withdrawal_informed = models.BooleanField(_("told of the right to withdraw"), null=True, blank=True)
    withdrawal_informed_at = models.DateTimeField(_("told of it on"), null=True, blank=True)
    # The least expensive delivery that was offered, with tax as shipping_total is; empty: what was paid.
    standard_shipping_total = money(_("least expensive delivery"), null=True, blank=True)
    tax_lines = models.JSONField(_("tax lines"), default=list, blank=True)
    fee_lines = models.JSONField(_("fees"), default=list, blank=True)
    customer_note = models.TextField(_("customer's note"), blank=True)
    placed_at = models.DateTimeField(_("placed"))
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    external_updated_at = models.DateTimeField(_("changed in the shop"))
    # Deleted at the shop and not brought back since; the row stays (orders.deletion says who still sees it).
    deleted_at = models.DateTimeField(_("deleted in the shop"), null=True, blank=True)
    deletion_said_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Its person asked to be forgotten: what only told of them is gone, and the shop's news do not bring it back.
    erased_at = models.DateTimeField(_("unlinked from its person"), null=True, blank=True, editable=False)
    # Which message last said what not every message says: {"status": moment, "refunds": moment, …}.
    said_at = models.JSONField(default=dict, editable=False)
    # Since when we had better ask the shop again; see orders.hooks.queries.to_refetch.
    refetch_at = models.DateTimeField(null=True, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    # What the shop changed after it was placed (orders.edits), the oldest first.
    edits = models.JSONField(default=list, blank=True, editable=False, db_default=models.Value([], models.JSONField()))
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
            models.Index("company", F("placed_at").desc(), F("id").desc(), name="orders_of_a_company"),
            # One walk a status: an open order is found as quickly among 50,000 delivered ones as among ten.
            models.Index(
                "customer", "status", F("placed_at").desc(), F("id").desc(), name="orders_of_a_customer_by_status"
            ),
            models.Index(
                "company", "status", F("placed_at").desc(), F("id").desc(), name="orders_of_a_company_by_status"
            ),
            models.Index("email", name="orders_by_email"),
            models.Index("source", "updated_at", "id", name="orders_by_change"),
            models.Index("number", name="orders_by_number"),
            # What a killed process did not tell is looked for among what changed lately.
            models.Index("updated_at", name="orders_changed_lately"),
            # Whose liability or guarantee ends soon is found by the day it began (returns.passport).
            models.Index("delivered_at", name="orders_by_delivery", condition=Q(delivered_at__isnull=False)),
            models.Index("refetch_at", name="orders_to_refetch", condition=Q(refetch_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def standing(self) -> str:
        """What the shop's side comes to: an order that was deleted before it was sent is not coming."""
        open_still = self.shop_status in (self.Status.PENDING, self.Status.PROCESSING)
        return self.Status.CANCELLED if self.deleted_at and open_still else self.shop_status


class Deletion(models.Model):
    """An order the shop deleted before we ever heard of it: news may overtake each other."""

    source = models.CharField(max_length=30)
    external_id = models.CharField(max_length=100)
    deleted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_row_a_deletion"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class OrderLine(models.Model):
    class Exempt(models.TextChoices):
        """Why there is no right to withdraw: Directive 2011/83/EU art. 16 (a) to (m)."""

        SERVICE_PERFORMED = "service_performed", pgettext_lazy("exempt", "A service that was fully performed")
        PRICE_FLUCTUATES = "price_fluctuates", pgettext_lazy("exempt", "Its price follows a market")
        MADE_TO_ORDER = "made_to_order", pgettext_lazy("exempt", "Made to your wishes or personalised")
        PERISHABLE = "perishable", pgettext_lazy("exempt", "It spoils quickly")
        SEALED_HYGIENE = "sealed_hygiene", pgettext_lazy("exempt", "Sealed for health or hygiene, and opened")
        MIXED = "mixed", pgettext_lazy("exempt", "Mixed with other things and inseparable")
        ALCOHOL = "alcohol", pgettext_lazy("exempt", "Drinks priced when ordered and delivered 30 days later or more")
        URGENT_VISIT = "urgent_visit", pgettext_lazy("exempt", "An urgent repair at your place that you asked for")
        SEALED_MEDIA = "sealed_media", pgettext_lazy("exempt", "A sealed recording or software, and opened")
        NEWSPAPER = "newspaper", pgettext_lazy("exempt", "A newspaper or magazine")
        AUCTION = "auction", pgettext_lazy("exempt", "Bought at a public auction")
        DATED_SERVICE = "dated_service", pgettext_lazy("exempt", "A stay, journey, meal or event on a fixed day")
        DIGITAL_BEGUN = "digital_begun", pgettext_lazy("exempt", "Digital content that began with your consent")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", verbose_name=_("order"))
    external_id = models.CharField(_("the shop's id"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    sku = models.CharField(_("article number"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=300)
    variant = models.CharField(_("variant"), max_length=300, blank=True)
    properties = models.JSONField(_("properties"), default=list, blank=True)
    image_url = models.URLField(_("picture"), max_length=500, blank=True)
    # Key of our small copy of it (orders.pictures), "" until there is one.
    picture = models.CharField(max_length=64, blank=True, editable=False)
    quantity = models.PositiveIntegerField(_("quantity"))
    # Empty means: the shop did not say.
    unit_price = money(_("unit price"), null=True, blank=True)
    subtotal = money(_("total before discount"), null=True, blank=True)
    discount_total = money(_("discount"), null=True, blank=True)
    total = money(_("total"), null=True, blank=True)
    tax_total = money(_("tax"), null=True, blank=True)
    tax_rate = models.DecimalField(_("tax rate"), max_digits=7, decimal_places=4, null=True, blank=True)
    source_amounts = models.JSONField(default=dict, editable=False)
    # Only with its evidence does the exception close the way (returns.law.exceptions): {"consent_at": moment, …}.
    withdrawal_exception = models.CharField(
        _("no right to withdraw"), max_length=24, choices=Exempt, blank=True, default="", db_default=""
    )
    withdrawal_evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    # Somebody's own promise beside the law: who gives it, how long from delivery, where it stands.
    guarantor = models.CharField(_("guarantor"), max_length=200, blank=True, default="", db_default="")
    guarantee_months = models.PositiveSmallIntegerField(_("months of guarantee"), null=True, blank=True)
    guarantee_url = models.URLField(_("terms of the guarantee"), max_length=500, blank=True, default="", db_default="")
    serial_numbers = models.JSONField(_("serial numbers"), default=list, blank=True)
    # Manuals, declarations: [{"title": …, "url": …}].
    documents = models.JSONField(_("documents"), default=list, blank=True)
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
        indexes: ClassVar = [
            models.Index("guarantee_months", name="lines_with_a_guarantee", condition=Q(guarantee_months__gt=0)),
            models.Index("image_url", name="lines_without_picture", condition=Q(picture="") & ~Q(image_url="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def returnable_quantity(self) -> int:
        return self.quantity - self.returned_quantity
