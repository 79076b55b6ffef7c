"""The thread."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.case import Case
from returns.models.sorting import Way


class Message(models.Model):
    class Author(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        AGENT = "agent", _("Agent")
        SYSTEM = "system", _("Automatic")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages", verbose_name=_("case"))
    author = models.CharField(_("from"), max_length=10, choices=Author)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Plain text, always escaped when shown.
    body = models.TextField(_("message"))
    way = models.CharField(_("way"), max_length=10, choices=Way, default=Way.WEB, db_default=Way.WEB.value)
    # A "thank you": an agent said that it asks for nothing.
    no_reply_needed = models.BooleanField(_("needs no answer"), default=False, db_default=False)
    # Came with a merge, or left with a split: where it was written.
    moved_from = models.ForeignKey(
        Case, verbose_name=_("moved from"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    internal = models.BooleanField(_("internal note"), default=False)
    # The form carries it; sending the same form twice writes one message.
    key = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [models.Index("created_at", "id", name="messages_by_moment")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="one_message_a_form")]

    def __str__(self) -> str:
        return self.body[:80]
