"""What the weekly digest said: one row a week, so that it goes out once."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Digest(models.Model):
    # The Monday it tells of the week before.
    monday = models.DateField(_("Monday"), unique=True)
    made_at = models.DateTimeField(_("made"))
    # Numbers and names as portal.desk.digest.facts writes them; words are put around them in each reader's language.
    facts = models.JSONField(default=dict)
    readers = models.PositiveIntegerField(_("readers"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("weekly", "digest")
        verbose_name_plural = pgettext_lazy("weekly", "digests")
        ordering: ClassVar = ["-monday"]

    def __str__(self) -> str:
        return f"{self.monday:%Y-%m-%d}"
