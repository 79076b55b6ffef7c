"""What the customer had read before she asked."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.models.case import Case


class ReadArticle(models.Model):
    """An article the customer had read when she asked: a copy, so that it says later what it said then."""

    class Manner(models.TextChoices):
        OPENED = "opened", pgettext_lazy("article", "Opened")
        PARTLY = "partly", pgettext_lazy("article", "Read in part")
        READ = "read", pgettext_lazy("article", "Read")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="articles_read", verbose_name=_("case"))
    # Numbers of the help centre, which this app does not know; 0 for a revision nobody named.
    article_id = models.PositiveBigIntegerField(db_index=True)
    revision_id = models.PositiveBigIntegerField(default=0)
    title = models.CharField(_("question"), max_length=255)
    # Percent-encoded: a question in Cyrillic letters makes a long one.
    url = models.TextField(_("address"))
    language = models.CharField(_("language"), max_length=10)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("seconds"), null=True, blank=True)
    manner = models.CharField(_("how it was read"), max_length=10, choices=Manner, blank=True)
    # The case was started from this very article.
    asked_from = models.BooleanField(_("the case comes from here"), default=False)

    class Meta:
        verbose_name = _("article read before")
        verbose_name_plural = _("articles read before")
        ordering: ClassVar = ["-asked_from", "-read_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "article_id"], name="one_row_a_read_article")]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        return (self.seconds or 0) // 60
