"""What the shop decides where the law leaves it open."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="help")
class LawSettings(BaseGenericSetting):
    class PartialDelivery(models.TextChoices):
        """W14; the words are those of returns.law.money.PartialRule."""

        WHOLE = "whole", pgettext_lazy("delivery refund", "When everything has been withdrawn")
        SHARE = "share", pgettext_lazy("delivery refund", "In proportion to the price of what comes back")
        ALWAYS = "always", pgettext_lazy("delivery refund", "In full with the first item that comes back")

    partial_delivery = models.CharField(
        _("standard delivery is paid back"),
        max_length=10,
        choices=PartialDelivery,
        default=PartialDelivery.WHOLE,
        help_text=_("The law is silent about a withdrawal from a part of an order. Ask your counsel."),
    )
    we_collect = models.BooleanField(
        _("we offer to collect the goods"),
        default=False,
        help_text=_("Then a refund may not wait for them (Directive 2011/83/EU art. 13(3))."),
    )
    business_answer_days = models.PositiveSmallIntegerField(
        _("days until a business gets an answer to its complaint"),
        default=14,
        help_text=_("Your own promise: no law accepts a business buyer's complaint by silence."),
    )
    russian_law = models.BooleanField(
        _("we sell to Russia"),
        default=False,
        help_text=_(
            "Orders delivered to Russia then follow Russian law. The Russian language of a page changes no law."
        ),
    )

    panels: ClassVar = [
        HelpPanel(
            _(
                "Which law holds follows from the country an order is delivered to. Poland, Germany and the rest of "
                "the Union are always on; elsewhere your own country's law is given."
            )
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("partial_delivery", "we_collect", "business_answer_days")],
            heading=_("What the law leaves to you"),
        ),
        FieldPanel("russian_law"),
    ]

    class Meta:
        verbose_name = _("consumer law")
