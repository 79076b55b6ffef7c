"""What the product passport remembers of its own."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import OrderLine


class PassportReminder(models.Model):
    """Somebody was told once that a period of an order line ends soon; a moved end is another row."""

    class Period(models.TextChoices):
        LIABILITY = "liability", pgettext_lazy("passport", "Seller's liability")
        GUARANTEE = "guarantee", pgettext_lazy("passport", "Guarantee")

    order_line = models.ForeignKey(
        OrderLine, on_delete=models.CASCADE, related_name="passport_reminders", verbose_name=_("order line")
    )
    period = models.CharField(_("period"), max_length=10, choices=Period)
    ends_date = models.DateField(_("ends"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("reminder of a period")
        verbose_name_plural = _("reminders of periods")
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order_line", "period", "ends_date"], name="one_reminder_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.order_line_id} {self.period} {self.ends_date}"


class PassportSweep(models.Model):
    """Until which day periods that end were looked for; one row."""

    swept_until = models.DateField(_("looked at until"))

    def __str__(self) -> str:
        return f"{self.swept_until}"
