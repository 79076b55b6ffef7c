"""What of an order a case is about."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import OrderLine
from returns.models.case import Case


class CaseLine(models.Model):
    class Reason(models.TextChoices):
        CHANGED_MIND = "changed_mind", pgettext_lazy("reason", "I changed my mind")
        WRONG_SIZE = "wrong_size", pgettext_lazy("reason", "It doesn't fit")
        NOT_AS_DESCRIBED = "not_as_described", pgettext_lazy("reason", "It isn't as described")
        DAMAGED = "damaged", pgettext_lazy("reason", "It arrived damaged")
        WRONG_ITEM = "wrong_item", pgettext_lazy("reason", "I got the wrong item")
        OTHER = "other", pgettext_lazy("reason", "Another reason")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("outcome", "Accepted")
        REDUCED = "reduced", pgettext_lazy("outcome", "Reduced")
        REFUSED = "refused", pgettext_lazy("outcome", "Refused")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="lines", verbose_name=_("case"))
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, related_name="case_lines", verbose_name=_("order line")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    # A withdrawal needs none (Directive 2011/83/EU art. 9(1)).
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    # How many came back; empty until they are here.
    received_quantity = models.PositiveIntegerField(_("received"), null=True, blank=True)
    # What we found when the goods were back.
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default="", db_default="")
    # Taken off the refund of this line, in the order's currency.
    reduction = models.DecimalField(_("reduction"), max_digits=14, decimal_places=4, null=True, blank=True)
    reduction_reason = models.TextField(_("reason of the reduction"), blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("case line")
        verbose_name_plural = _("case lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "order_line"], name="one_row_a_case_line"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_case_line_has_a_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"
