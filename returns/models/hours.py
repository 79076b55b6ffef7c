"""Opening hours, days on which the shop is closed, and how soon it answers: settings in the admin."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from returns.hours.reading import LONGEST, NotHours, read_day, write_day
from returns.models.case import Case

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_CLOSED = timedelta(days=366)
WHY = {
    "unclear": _("We cannot read “%(part)s”. Write the hours like 9:00–17:00, several like 9–13, 14–18."),
    "order": _("“%(part)s” ends before it begins. Hours over midnight are two days: until 24:00, then from 0:00."),
    "overlap": _("These hours overlap: %(part)s."),
}


class HoursField(models.CharField[Any, Any]):
    """Hours of one day as text; kept the way read_day understood them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST, "blank": True, "default": "", **kwargs})

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        try:
            return write_day(read_day(super().clean(value, model_instance)))
        except NotHours as wrong:
            raise ValidationError(WHY[wrong.why], params={"part": wrong.part}) from None


class HoursForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Two rows about the same are refused: nobody could say which one holds."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.only_once("weeks", ("since",), now_("Two sets of hours begin on the same day."))
        self.only_once("targets", ("name", "kind", "priority"), now_("Two targets are about the same cases."))
        return cleaned

    def only_once(self, name: str, fields: tuple[str, ...], words: str) -> None:
        rows = [form for form in self.formsets[name].forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        said = [
            tuple(form.cleaned_data.get(field) for field in fields)
            for form in rows
            if form.has_changed() or form.instance.pk
        ]
        if len(set(said)) < len(said):
            self.add_error(None, words)


@register_setting(icon="time")
class OpeningHours(ClusterableModel, BaseGenericSetting):
    """Without a set of hours the shop counts as always open and promises whole working days (ReturnSettings)."""

    # New with every change: who has worked out a schedule knows whether it still holds.
    edition = models.UUIDField(default=uuid4, editable=False)
    closed_on_holidays = models.BooleanField(
        _("closed on public holidays"),
        default=True,
        help_text=_("Those of the country that you chose under “Returns and answers”."),
    )

    base_form_class = HoursForm
    panels: ClassVar = [
        InlinePanel(
            "weeks",
            heading=_("Opening hours"),
            label=_("Hours from a day on"),
            help_text=_(
                "When people answer. Add a set instead of changing one when your hours change: what happened before "
                "is counted by the hours of then. Without any set you are always open and promise whole working days."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("closed_on_holidays"),
                InlinePanel("closed_days", label=_("Closed days")),
            ],
            heading=_("Closed days"),
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    _(
                        "Without a target of your own: first and next reply within 3 open hours, resolved within 24. "
                        "A target that names a kind and a priority comes before one that names less. Terms that the "
                        "law sets stay as they are."
                    )
                ),
                InlinePanel("targets", label=_("Target")),
            ],
            heading=_("How soon you answer"),
        ),
    ]

    class Meta:
        verbose_name = _("opening hours")

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The form saves the setting and then its rows: nobody may read the new edition with the old rows.
        self.edition = uuid4()
        with transaction.atomic():
            super().save(*args, **kwargs)


class OpeningWeek(models.Model):
    hours = ParentalKey(OpeningHours, on_delete=models.CASCADE, related_name="weeks")
    since = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: it has always been like this."))
    monday = HoursField(_("Monday"), help_text=_("Like 9:00–17:00 or 9–13, 14–18. Empty: closed."))
    tuesday = HoursField(_("Tuesday"))
    wednesday = HoursField(_("Wednesday"))
    thursday = HoursField(_("Thursday"))
    friday = HoursField(_("Friday"))
    saturday = HoursField(_("Saturday"))
    sunday = HoursField(_("Sunday"))

    panels: ClassVar = [
        FieldPanel("since"),
        FieldRowPanel([FieldPanel(name) for name in WEEKDAYS[:4]]),
        FieldRowPanel([FieldPanel(name) for name in WEEKDAYS[4:]]),
    ]

    class Meta:
        verbose_name = _("opening hours from a day on")
        verbose_name_plural = _("opening hours from a day on")
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["hours", "since"], name="one_week_a_day")]

    def clean(self) -> None:
        if not any(getattr(self, name) for name in WEEKDAYS):
            raise ValidationError(_("Write the hours of at least one day. For a closed week, use the closed days."))


class ClosedDay(models.Model):
    hours = ParentalKey(OpeningHours, on_delete=models.CASCADE, related_name="closed_days")
    first = models.DateField(_("closed on"))
    last = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day. Empty: one day."))
    name = models.CharField(_("why"), max_length=80, blank=True, help_text=_("For you; customers do not see it."))

    panels: ClassVar = [FieldRowPanel([FieldPanel("first"), FieldPanel("last")]), FieldPanel("name")]

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering: ClassVar = ["first"]

    def clean(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise ValidationError({"last": _("This is before the first day.")})
        if self.first and self.last and self.last - self.first > LONGEST_CLOSED:
            raise ValidationError({"last": _("A year at most.")})

    @property
    def days(self) -> list[date]:
        count = ((self.last or self.first) - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]


class AnswerTarget(models.Model):
    class Name(models.TextChoices):
        FIRST_REPLY = "first_reply", pgettext_lazy("target", "First reply")
        NEXT_REPLY = "next_reply", pgettext_lazy("target", "Next reply")
        RESOLUTION = "resolution", pgettext_lazy("target", "Resolved")

    class Clock(models.TextChoices):
        BUSINESS = "business", pgettext_lazy("target", "open hours")
        CALENDAR = "calendar", pgettext_lazy("target", "hours, day and night")

    hours = ParentalKey(OpeningHours, on_delete=models.CASCADE, related_name="targets")
    name = models.CharField(_("what"), max_length=20, choices=Name, default=Name.FIRST_REPLY)
    kind = models.CharField(
        _("of which cases"), max_length=20, choices=[("", _("All")), *Case.Kind.choices], blank=True
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=[(0, pgettext_lazy("priority", "Any")), *Case.Priority.choices], default=0
    )
    within = models.DecimalField(
        _("within"), max_digits=5, decimal_places=2, default=3, validators=[MinValueValidator(Decimal("0.1"))]
    )
    clock = models.CharField(_("counted in"), max_length=10, choices=Clock, default=Clock.BUSINESS)

    # Five beside each other leave no room for a number.
    panels: ClassVar = [
        FieldRowPanel([FieldPanel(name) for name in ("name", "kind", "priority")]),
        FieldRowPanel([FieldPanel(name) for name in ("within", "clock")]),
    ]

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering: ClassVar = ["name", "kind", "priority"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hours", "name", "kind", "priority"], name="one_target_a_kind")
        ]
