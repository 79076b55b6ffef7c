"""Who sells."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


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
