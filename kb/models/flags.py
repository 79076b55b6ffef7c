"""What agents found wrong in an article while they answered with it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kb.models.article import ArticlePage


class ArticleFlag(models.Model):
    """Open until an editor says what came of it; then never changed again."""

    class Reason(models.TextChoices):
        WRONG = "wrong", pgettext_lazy("article", "It is wrong")
        OUTDATED = "outdated", pgettext_lazy("article", "It is out of date")
        INCOMPLETE = "incomplete", pgettext_lazy("article", "Something is missing")
        UNCLEAR = "unclear", pgettext_lazy("article", "Customers misunderstand it")

    class Outcome(models.TextChoices):
        MENDED = "mended", pgettext_lazy("article", "Mended")
        RIGHT = "right", pgettext_lazy("article", "Looked at: it is right")

    article = models.ForeignKey(ArticlePage, models.CASCADE, related_name="flags", verbose_name=_("article"))
    reason = models.CharField(_("what is wrong"), max_length=12, choices=Reason)
    words = models.TextField(_("in your words"), max_length=1000)
    # Where it was noticed, in the words of the room that flagged it ("Q-2026-1"); kb knows nothing of cases.
    about = models.CharField(max_length=40, blank=True, default="", db_default="")
    flagged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    flagged_at = models.DateTimeField(_("when"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default="", db_default="")
    answer = models.TextField(_("a word to who noticed it"), max_length=1000, blank=True, default="", db_default="")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("editor")
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True)

    class Meta:
        verbose_name = _("flag on an article")
        verbose_name_plural = _("flags on articles")
        ordering: ClassVar = ["flagged_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["article"], name="open_flags_of_an_article", condition=Q(resolved_at=None)),
            models.Index(fields=["about"], name="flags_from_a_case"),
        ]

    def __str__(self) -> str:
        return self.words[:80]
