"""What an agent has begun to write, on the server: no lost connection and no other device loses it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models import Case


class ReplyDraft(models.Model):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reply_drafts", verbose_name=_("case"))
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reply_drafts")
    # "" is the answer, else the verb of a step.
    what = models.CharField(max_length=30, blank=True, default="")
    body = models.TextField(_("message"), max_length=10_000)
    internal = models.BooleanField(_("internal note"), default=False)
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        ordering: ClassVar = ["saved_at", "pk"]
        indexes: ClassVar = [models.Index("saved_at", name="reply_drafts_by_age")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "agent", "what"], name="one_draft_an_agent_and_form"),
        ]

    def __str__(self) -> str:
        return self.body[:80]


class Desk(models.Model):
    """How one agent likes the desk."""

    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk", primary_key=True
    )
    signature = models.TextField(
        _("signature"), max_length=300, blank=True, help_text=_("Stands below your answers to customers.")
    )
    keys = models.BooleanField(
        _("single keys do things"),
        default=True,
        help_text=_("r answers, n writes a note, a takes the case, s puts it off, m opens macros, ? shows all keys."),
    )

    class Meta:
        verbose_name = _("desk of an agent")
        verbose_name_plural = _("desks of agents")

    def __str__(self) -> str:
        return str(self.agent_id)
