"""What one signed-in customer read lately, for her own next case. Never in the anonymous figures, nor from them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TrailPage(models.Model):
    """An article that this customer opened, and how long her longest reading of it was."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey("kb.ArticlePage", models.CASCADE, related_name="+")
    # A number, not a link: the revision may be gone by the time somebody asks which one was read.
    revision_id = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField(_("read"), db_index=True)
    seconds = models.PositiveIntegerField(_("seconds"), default=0)

    class Meta:
        verbose_name = _("page read")
        verbose_name_plural = _("pages read")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "article"], name="one_trail_page_an_article")]
        indexes: ClassVar = [models.Index(fields=["user", "-read_at"], name="kb_trail_of_a_customer")]


class NoTrail(models.Model):
    """A customer who does not want us to remember what she reads."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        verbose_name = _("customer without a trail")
        verbose_name_plural = _("customers without a trail")
