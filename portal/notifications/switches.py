"""Which news of orders the operator lets us mail: most shops send some of them themselves."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="mail", order=310)
class MailSettings(BaseGenericSetting):
    order_received = models.BooleanField(
        _("order received"), default=False, help_text=_("Off by default: web shops confirm orders themselves.")
    )
    order_cancelled = models.BooleanField(_("order cancelled"), default=True)
    parcel_shipped = models.BooleanField(_("parcel sent"), default=True)
    parcel_out_for_delivery = models.BooleanField(_("parcel out for delivery"), default=True)
    parcel_ready_for_pickup = models.BooleanField(_("parcel ready for pick-up"), default=True)
    parcel_delivered = models.BooleanField(_("parcel delivered"), default=True)
    parcel_delayed = models.BooleanField(_("parcel late"), default=True)
    invoice_ready = models.BooleanField(_("invoice ready"), default=True)
    refund_made = models.BooleanField(_("money paid back"), default=True)
    period_ends = models.BooleanField(
        _("liability or guarantee ends soon"),
        default=True,
        db_default=True,
        help_text=_("A month before, to people with an account, once for each product."),
    )
    # When a switch was turned on: older news is not told after the fact.
    since = models.JSONField(default=dict, editable=False)

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("order_received"), FieldPanel("order_cancelled"), FieldPanel("refund_made")], _("Orders")
        ),
        MultiFieldPanel(
            [
                FieldPanel("parcel_shipped"),
                FieldPanel("parcel_out_for_delivery"),
                FieldPanel("parcel_ready_for_pickup"),
                FieldPanel("parcel_delivered"),
                FieldPanel("parcel_delayed"),
            ],
            _("Parcels"),
        ),
        MultiFieldPanel([FieldPanel("invoice_ready")], _("Invoices")),
        MultiFieldPanel([FieldPanel("period_ends")], _("Products")),
    ]

    class Meta:
        verbose_name = _("mails to customers")

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if before is not None:
            now = timezone.now().isoformat()
            turned_on = [name for name in self.switches() if getattr(self, name) and not getattr(before, name)]
            self.since = before.since | dict.fromkeys(turned_on, now)
        super().save(*args, **kwargs)

    @classmethod
    def switches(cls) -> list[str]:
        return [field.name for field in cls._meta.fields if isinstance(field, models.BooleanField)]

    def sends(self, kind: str, at: datetime) -> bool:
        """Whether news of this kind that happened at `at` is mailed. A kind without a switch always is."""
        since = self.since.get(kind)
        return bool(getattr(self, kind, True)) and (since is None or at >= datetime.fromisoformat(since))
