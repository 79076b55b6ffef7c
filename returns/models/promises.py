"""The shop's promises: settings in the admin."""

from typing import ClassVar

import holidays
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def known_country(code: str) -> None:
    if code not in holidays.list_supported_countries():
        raise ValidationError(_("%(code)s is not a country whose holidays we know."), params={"code": code})


@register_setting(icon="undo")
class ReturnSettings(BaseGenericSetting):
    """What the shop promises about returns and answers."""

    return_days = models.PositiveSmallIntegerField(
        _("days to send something back"), default=30, help_text=_("Counted from the day after delivery.")
    )
    answer_days = models.PositiveSmallIntegerField(
        _("working days until we answer"), default=2, help_text=_("Shown to customers before and after they write.")
    )
    send_back_days = models.PositiveSmallIntegerField(
        _("days to hand over the parcel"), default=14, help_text=_("Counted from the day after we approve a return.")
    )
    refund_days = models.PositiveSmallIntegerField(
        _("days until the money is back"), default=14, help_text=_("Counted from the day after the goods arrive.")
    )
    holiday_country = models.CharField(
        _("country whose holidays count"), max_length=2, default="PL", validators=[known_country]
    )
    return_address = models.TextField(_("where parcels go"), blank=True)
    shop_pays_return = models.BooleanField(
        _("we pay for sending goods back"),
        default=False,
        db_default=False,
        help_text=_("After a withdrawal or a return. A complaint never costs the customer anything."),
    )
    return_note = models.TextField(
        _("a word on sending goods back"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Shown beside the steps, for example which carrier you like best. Plain text."),
    )

    panels: ClassVar = [
        FieldPanel(name)
        for name in (
            "return_days",
            "send_back_days",
            "answer_days",
            "refund_days",
            "holiday_country",
            "return_address",
            "shop_pays_return",
            "return_note",
        )
    ]

    class Meta:
        verbose_name = _("returns and answers")
