"""Links from cases to articles, each one tracked on its own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from returns.models import Case, Message


class ArticleLink(models.Model):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="article_links", verbose_name=_("case"))
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="article_links", verbose_name=_("message")
    )
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))
    code = models.CharField(_("short link"), max_length=22, unique=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"))
    opened_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    # The longest reading that began with this very link; never from, nor in, the anonymous figures.
    read_ms = models.PositiveIntegerField(_("milliseconds read"), default=0, db_default=0)
    # Did the customer write again within a week? Empty until the week is over or she wrote.
    solved = models.BooleanField(_("closed the case"), null=True, blank=True)

    class Meta:
        verbose_name = _("article link")
        verbose_name_plural = _("article links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "page"], name="one_link_an_article_in_a_message"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sent_at"], name="links_to_settle", condition=models.Q(solved=None)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def read_seconds(self) -> int:
        return self.read_ms // 1000

    @property
    def read_minutes(self) -> int:
        return self.read_ms // 60_000
