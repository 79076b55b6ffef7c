"""How the shop talks live: settings in the admin."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

WITHIN_AN_HOUR = [MinValueValidator(1), MaxValueValidator(60)]


@register_setting(icon="comment", order=320)
class LiveSettings(BaseGenericSetting):
    is_on = models.BooleanField(
        _("offer live conversations"),
        default=True,
        help_text=_("Shown to customers only while you are open and an agent is available."),
    )
    most_at_once = models.PositiveSmallIntegerField(
        _("conversations an agent has at once"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    wait_minutes = models.PositiveSmallIntegerField(
        _("minutes a customer waits at most"),
        default=3,
        validators=WITHIN_AN_HOUR,
        help_text=_("Then it becomes an ordinary case with its promised reply time."),
    )
    mail_minutes = models.PositiveSmallIntegerField(
        _("minutes until an answer goes by e-mail"),
        default=3,
        validators=WITHIN_AN_HOUR,
        help_text=_("When the customer has left the page and did not see it."),
    )

    panels: ClassVar = [FieldPanel(name) for name in ("is_on", "most_at_once", "wait_minutes", "mail_minutes")]

    class Meta:
        verbose_name = _("Live conversations")
