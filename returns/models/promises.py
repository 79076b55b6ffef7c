"""The shop's promises: settings in the admin."""

from typing import ClassVar

import holidays
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def known_country(code: str) -> None:
    if code not in holidays.list_supported_countries():
        raise ValidationError(_("%(code)s is not a country whose holidays we know."), params={"code": code})


@register_setting(icon="resubmit")
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
    guarantee_days = models.PositiveSmallIntegerField(
        _("days until we answer about a guarantee"),
        default=14,
        db_default=14,
        help_text=_("Also while the guarantor decides; counted from the day after the claim came."),
    )
    remedy_days = models.PositiveSmallIntegerField(
        _("days to repair or replace"),
        default=14,
        db_default=14,
        help_text=_("Counted from the day after the goods are here, or after we accepted when nothing comes back."),
    )
    trace_days = models.PositiveSmallIntegerField(
        _("working days until we know where a parcel is"),
        default=5,
        db_default=5,
        help_text=_("Counted from the day after we asked the carrier."),
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

    # C9: the day 12 of a complaint; an empty one means every agent.
    escalation_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("complaints that nobody answers go to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to={"is_staff": True, "is_active": True},
        help_text=_("Told two days before the last day. Without a person here, every agent is told."),
    )
    # C6: proposed when a complaint is declined; the agent may say otherwise.
    dispute_stance = models.CharField(
        _("settling disputes out of court"),
        max_length=10,
        choices=[
            ("agrees", pgettext_lazy("dispute", "We agree to it")),
            ("asks", pgettext_lazy("dispute", "We ask for it ourselves")),
            ("refuses", pgettext_lazy("dispute", "We refuse")),
        ],
        blank=True,
        default="",
        db_default="",
        help_text=_("Proposed to agents when they decline a complaint."),
    )
    dispute_body = models.TextField(
        _("body that settles disputes"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Name, address and web site of the body competent for your shop, as customers will read it."),
    )

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel(name) for name in names], heading=heading)
        for heading, names in (
            (
                _("What you promise"),
                (
                    "return_days",
                    "send_back_days",
                    "refund_days",
                    "answer_days",
                    "guarantee_days",
                    "remedy_days",
                    "trace_days",
                    "holiday_country",
                ),
            ),
            (_("Sending goods back"), ("return_address", "shop_pays_return", "return_note")),
            (pgettext_lazy("settings", "Complaints"), ("escalation_to", "dispute_stance", "dispute_body")),
        )
    ]

    class Meta:
        verbose_name = _("returns and answers")
