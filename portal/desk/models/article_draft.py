"""Articles that began as somebody's answer."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from returns.models import Case


class ArticleDraft(models.Model):
    """Which case an article came from; only agents are shown it."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="article_drafts", verbose_name=_("case"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("agent")
    )
    made_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("article from a case")
        verbose_name_plural = _("articles from cases")
        ordering: ClassVar = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.page_id}"
