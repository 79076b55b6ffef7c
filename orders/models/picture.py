"""Small copies of the pictures that shops name: a customer's browser asks no other host."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProductPicture(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("picture", "Waiting")
        READY = "ready", pgettext_lazy("picture", "Ready")
        FAILED = "failed", pgettext_lazy("picture", "Given up")

    url = models.URLField(_("picture"), max_length=500, unique=True)
    # sha256 of the address; names the file.
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("product picture")
        verbose_name_plural = _("product pictures")
        indexes: ClassVar = [models.Index("due_at", name="pictures_to_fetch", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return self.url
