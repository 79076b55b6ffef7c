"""Articles offered before somebody asks us, and what came of it. No field says who, when that day, or which case."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


class HelpOffer(models.Model):
    """One form at which articles were shown, or held back by chance so that showing them can be measured."""

    day = models.DateField()
    # One of Case.Kind: what the form was for.
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    held_out = models.BooleanField()
    # Addresses of the articles that stood there; empty when they were held back.
    articles = models.JSONField(default=list)
    # She pressed "This answers my question".
    solved = models.BooleanField(default=False)
    # From the same browser a case was sent within seven days. Which one is written down nowhere.
    asked = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("offer of help")
        verbose_name_plural = _("offers of help")
        indexes: ClassVar = [models.Index("day", "held_out", name="offers_of_help_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


@register_setting(icon="help")
class HelpOfferSettings(BaseGenericSetting):
    hold_out_percent = models.PositiveSmallIntegerField(
        _("forms without suggestions, in percent"),
        default=10,
        validators=[MaxValueValidator(50)],
        help_text=_(
            "So many visitors, drawn by chance, see no articles beside our forms for a week. Only the difference to "
            "them proves how many questions articles answer. 0: everybody sees them, and nothing is proved."
        ),
    )

    class Meta:
        verbose_name = _("proof of help")
