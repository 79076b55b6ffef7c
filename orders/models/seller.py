"""Who sells."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from orders.series import check_pattern


@register_setting(icon="doc-full")
class SellerSettings(BaseGenericSetting):
    """Who sells: printed on invoices, frozen into each one when it is issued."""

    class Reset(models.TextChoices):
        MONTHLY = "monthly", _("every month")
        YEARLY = "yearly", _("every year")

    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=30, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country code"), max_length=2, default="PL")
    bank_account = models.CharField(_("bank account"), max_length=60, blank=True)
    bank_bic = models.CharField(_("bank's BIC"), max_length=11, blank=True)
    email = models.EmailField(_("e-mail address on invoices"), blank=True)
    # Where a line bears no tax because of who sells, say why (EN 16931 BT-120).
    exemption_reason = models.CharField(
        _("reason of an exemption from VAT"),
        max_length=200,
        blank=True,
        help_text=_("Only if you charge no VAT, for example: art. 113 ust. 1 ustawy o VAT."),
    )
    invoice_note = models.CharField(_("note at the foot of invoices"), max_length=300, blank=True)
    own_series = models.BooleanField(
        _("the portal numbers invoices itself"),
        default=False,
        help_text=_(
            "Off: every number comes from your accounting system. Turn it on only if nothing else issues invoices "
            "for these orders: VAT is due on every invoice that is issued."
        ),
    )
    series_pattern = models.CharField(
        _("pattern of numbers"),
        max_length=60,
        default="FV/{year}/{month}/{seq:04}",
        validators=[check_pattern],
        help_text=_("{year}, {month} and {seq}; {seq:04} is 0001."),
    )
    series_reset = models.CharField(_("start again at 1"), max_length=8, choices=Reset, default=Reset.MONTHLY)

    panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "legal_name",
                    "vat_number",
                    "street",
                    "postcode",
                    "city",
                    "country",
                    "email",
                    "bank_account",
                    "bank_bic",
                )
            ],
            heading=_("Seller"),
        ),
        MultiFieldPanel([FieldPanel("exemption_reason"), FieldPanel("invoice_note")], heading=_("On every invoice")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("own_series", "series_pattern", "series_reset")],
            heading=_("Numbers of its own"),
        ),
    ]

    class Meta:
        verbose_name = _("seller on invoices")

    def clean(self) -> None:
        super().clean()
        if self.series_reset == self.Reset.MONTHLY and "{month" not in self.series_pattern:
            raise ValidationError({"series_pattern": _("A series that starts again every month needs {month}.")})
