"""Mail as rows: a message exists before it is sent, is retried, and can be looked up."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.notifications.switches import MailSettings

__all__ = ["Mail", "MailChoice", "MailSettings"]


class Mail(models.Model):
    class State(models.TextChoices):
        READY = "ready", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")
        # The person does not want such mails, or it was no news any more: kept so that it is not told later.
        UNWANTED = "unwanted", _("Left unsent on purpose")

    kind = models.CharField(_("kind"), max_length=40)
    to = models.EmailField(_("to"))
    sender = models.CharField(_("from"), max_length=300)
    reply_to = models.CharField(_("answers to"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(default=dict, blank=True)
    # A calendar file that goes along (RFC 5545); other files are never sent, mails carry links to them.
    calendar = models.TextField(blank=True, default="", db_default="")
    message_id = models.CharField(max_length=200, unique=True)
    # Holds a one-time code or link: its body is emptied once sent.
    secret = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    dedupe_key = models.CharField(max_length=120, null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index("due_at", name="mail_to_send", condition=Q(state="ready")),
            models.Index("to", models.F("id").desc(), name="mails_to_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class MailChoice(models.Model):
    """What somebody said about a group of mails (kinds.GROUPS); without a row the mails go."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices")
    group = models.CharField(_("group"), max_length=30)
    wanted = models.BooleanField(_("wanted"))
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "group"], name="one_choice_a_group")]

    def __str__(self) -> str:
        return f"{self.user} {self.group}: {self.wanted}"
