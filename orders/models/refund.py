"""Money the shop paid back, as it told us."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.money import money
from orders.models.order import Order, OrderLine


class Refund(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="refunds", verbose_name=_("order"))
    external_id = models.CharField(_("the shop's id"), max_length=100)
    amount = money(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    shipping_amount = money(_("for delivery"), null=True, blank=True)
    tax_amount = money(_("tax"), null=True, blank=True)
    source_amounts = models.JSONField(default=dict, editable=False)
    # The shop's moment; where it names none, the earliest message that told of the refund.
    refunded_at = models.DateTimeField(_("refunded"))
    is_dated = models.BooleanField(default=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    payload = models.JSONField(_("the shop's own data"), default=dict, editable=False)
    # Told by itself (a message about the refund alone), told in the newest order message: either keeps the row.
    is_told_alone = models.BooleanField(default=False, editable=False)
    is_listed = models.BooleanField(default=False, editable=False)
    said_at = models.DateTimeField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering: ClassVar = ["refunded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "external_id"], name="one_row_a_refund"),
        ]
        indexes: ClassVar = [models.Index("created_at", name="refunds_heard_lately")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class RefundLine(models.Model):
    """What the money was for. `amount` is with or without tax as the order's lines are."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines", verbose_name=_("refund"))
    # Empty while we do not know the line, or when the shop took it off the order.
    order_line = models.ForeignKey(
        OrderLine,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="refund_lines",
        verbose_name=_("order line"),
    )
    external_id = models.CharField(_("the shop's id of the line"), max_length=100)
    quantity = models.PositiveIntegerField(_("quantity"), default=0)
    amount = money(_("amount"), null=True, blank=True)
    tax_amount = money(_("tax"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund line")
        verbose_name_plural = _("refund lines")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.external_id}"
