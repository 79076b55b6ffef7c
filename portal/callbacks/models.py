"""A call that a customer asked for, how many there may be in an hour, and what the shop offers."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from returns.models import Case


@register_setting(icon="mobile-alt")
class CallbackSettings(BaseGenericSetting):
    class Length(models.IntegerChoices):
        QUARTER = 15, _("15 minutes")
        HALF = 30, _("30 minutes")
        HOUR = 60, _("An hour")

    per_hour = models.PositiveSmallIntegerField(
        _("calls an hour"),
        default=0,
        validators=[MaxValueValidator(200)],
        help_text=_("How many customers you can call back within an hour. 0: no call-backs are offered."),
    )
    length = models.PositiveSmallIntegerField(_("length of a slot"), choices=Length, default=Length.HALF)
    notice = models.PositiveSmallIntegerField(
        _("minutes before the first slot"), default=60, validators=[MaxValueValidator(2880)]
    )
    days = models.PositiveSmallIntegerField(
        _("open days to choose from"), default=5, validators=[MinValueValidator(1), MaxValueValidator(14)]
    )

    panels: ClassVar = [
        HelpPanel(_("Slots lie inside your opening hours. Without opening hours no call-backs are offered.")),
        *(FieldPanel(name) for name in ("per_hour", "length", "notice", "days")),
    ]

    class Meta:
        verbose_name = _("call-backs")


class CallbackHour(models.Model):
    """How many calls of an hour are taken: one row, so that two customers never take the last one both."""

    begins = models.DateTimeField(unique=True)
    taken = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.begins:%Y-%m-%d %H:%M}: {self.taken}"


class Callback(models.Model):
    class State(models.TextChoices):
        BOOKED = "booked", pgettext_lazy("call-back", "Booked")
        DONE = "done", pgettext_lazy("call-back", "Called")
        MISSED = "missed", pgettext_lazy("call-back", "Not reached")
        CANCELLED = "cancelled", pgettext_lazy("call-back", "Cancelled")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="callbacks", verbose_name=_("case"))
    # The form's: sent twice, it books one call. Links in mails are worked out from it.
    key = models.UUIDField(unique=True, editable=False)
    phone = models.CharField(_("phone"), max_length=20)
    name = models.CharField(_("name"), max_length=80, blank=True)
    begins = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.BOOKED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    # Calendars keep the entry with the higher number.
    sequence = models.PositiveSmallIntegerField(default=0)
    booked_at = models.DateTimeField(_("booked"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    tried_at = models.DateTimeField(_("last try"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        ordering: ClassVar = ["begins", "id"]
        indexes: ClassVar = [
            models.Index("begins", "id", name="calls_to_make", condition=models.Q(state="booked")),
            models.Index("finished_at", name="calls_made", condition=models.Q(finished_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.phone} {self.begins:%Y-%m-%d %H:%M}"

    @property
    def is_booked(self) -> bool:
        return self.state == self.State.BOOKED
