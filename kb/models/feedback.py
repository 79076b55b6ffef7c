from django.db import models
from django.utils.translation import gettext_lazy as _


class Vote(models.Model):
    """One reader's "Did this help?" about one revision. Says nothing about the reader."""

    article = models.ForeignKey("kb.ArticlePage", models.CASCADE, related_name="votes")
    revision = models.ForeignKey("wagtailcore.Revision", models.SET_NULL, null=True, related_name="+")
    helpful = models.BooleanField()
    day = models.DateField()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        indexes = [models.Index(fields=["article", "day"])]
