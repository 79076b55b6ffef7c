"""Readers help readers: a customer's tip under an article, shown once an editor has read it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_TIP = 600


class Tip(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("tip", "Waiting for an editor")
        ACCEPTED = "accepted", pgettext_lazy("tip", "Published")
        REJECTED = "rejected", pgettext_lazy("tip", "Not published")
        USED = "used", pgettext_lazy("tip", "Part of the article")

    article = models.ForeignKey(
        "kb.ArticlePage", models.CASCADE, related_name="tips", verbose_name=pgettext_lazy("help centre", "article")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # As she wants to be called there: an account's name may be a whole one, or an address.
    first_name = models.CharField(_("first name"), max_length=40)
    text = models.TextField(_("tip"), max_length=LONGEST_TIP)
    # What she wrote, once an editor has changed it.
    original = models.TextField(_("as it was written"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(_("why not"), max_length=500, blank=True)
    helpful = models.PositiveIntegerField(_("found helpful"), default=0)
    written_at = models.DateTimeField(_("written"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("editor")
    )

    class Meta:
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        indexes: ClassVar = [
            models.Index(
                "article", "state", F("helpful").desc(), F("written_at").desc(), name="kb_tips_of_an_article"
            ),
            models.Index(fields=["state", "written_at"], name="kb_tips_waiting"),
            models.Index(fields=["user", "-written_at"], name="kb_tips_of_a_customer"),
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)
