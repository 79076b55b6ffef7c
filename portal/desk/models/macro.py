"""Canned replies: one name, one text a language, and what else they do to a case."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from returns.models import Case, Tag, Team


class Macro(ClusterableModel):
    class Assign(models.TextChoices):
        KEEP = "", pgettext_lazy("macro", "Leave it as it is")
        ME = "me", pgettext_lazy("macro", "To whoever uses the macro")
        NOBODY = "nobody", pgettext_lazy("macro", "To nobody")

    # Typed after "/", so it is short.
    name = models.CharField(_("name"), max_length=60)
    folder = models.CharField(_("folder"), max_length=60, blank=True, default="", db_default="")
    # Empty: shared, everybody's.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    favourites = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="favourite_macros")
    internal = models.BooleanField(_("writes an internal note"), default=False)
    tags = models.ManyToManyField(Tag, verbose_name=_("adds tags"), blank=True, related_name="+")
    assign = models.CharField(_("gives the case"), max_length=10, choices=Assign, blank=True, default=Assign.KEEP)
    team = models.ForeignKey(
        Team,
        verbose_name=_("gives it to the team"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    priority = models.PositiveSmallIntegerField(_("sets the priority"), choices=Case.Priority, null=True, blank=True)
    snooze_days = models.PositiveSmallIntegerField(
        _("puts it off for days"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    close = models.BooleanField(_("closes the case where that is possible"), default=False)
    used = models.PositiveIntegerField(_("times used"), default=0, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        ordering: ClassVar = ["folder", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_macro_a_name_of_an_owner"),
            models.UniqueConstraint(fields=["name"], condition=models.Q(owner=None), name="one_shared_macro_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class MacroText(models.Model):
    macro = ParentalKey(Macro, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    body = models.TextField(
        _("text"),
        max_length=10_000,
        help_text=_("May hold variables such as {{ customer.name }}; their list stands beside the preview."),
    )

    class Meta:
        verbose_name = _("text of a macro")
        verbose_name_plural = _("texts of macros")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["macro", "language"], name="one_text_a_language_of_a_macro"),
        ]

    def __str__(self) -> str:
        return f"{self.macro_id} {self.language}"
