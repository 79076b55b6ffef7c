"""Whom we call, what happened, and each call. The rows are the truth, the queue only speed."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Endpoint(models.Model):
    """An address of the operator's that is told of events."""

    name = models.CharField(_("name"), max_length=80, help_text=_("What listens there, so that you know it later."))
    url = models.CharField(
        _("address"), max_length=500, help_text=_("It must begin with https:// and stand in the public internet.")
    )
    events: Any = models.JSONField(_("events"), default=list)
    source = models.SlugField(
        _("only this shop"),
        max_length=30,
        blank=True,
        db_index=False,
        help_text=_("The source of its orders, like woocommerce. Empty: events of all shops, and of no order at all."),
    )
    is_active = models.BooleanField(_("switched on"), default=True)
    # Kept as it is: we sign with it. Never shown after it was made, in no list and no log.
    secret = models.CharField(max_length=100, editable=False)
    # While the other side changes over, both sign.
    old_secret = models.CharField(max_length=100, blank=True, editable=False)
    old_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("webhook", "listener")
        verbose_name_plural = pgettext_lazy("webhook", "listeners")
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """Something that happened, in the very words that are sent."""

    # Names what happened, so that news told twice is one event.
    key = models.CharField(max_length=120, unique=True)
    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(pgettext_lazy("webhook", "event"), max_length=40)
    source = models.CharField(max_length=30, blank=True)
    body = models.TextField()
    created_at = models.DateTimeField(_("happened"))

    class Meta:
        verbose_name = pgettext_lazy("webhook", "event")
        verbose_name_plural = pgettext_lazy("webhook", "events")
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index("created_at", name="events_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Call(models.Model):
    """One event on its way to one listener."""

    class State(models.TextChoices):
        READY = "ready", pgettext_lazy("webhook call", "To be told")
        SENT = "sent", pgettext_lazy("webhook call", "Told")
        DEAD = "dead", pgettext_lazy("webhook call", "Given up")

    endpoint = models.ForeignKey(
        Endpoint,
        on_delete=models.CASCADE,
        related_name="calls",
        verbose_name=pgettext_lazy("webhook", "listener"),
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="calls")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("next try"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("answer of the listener"), null=True, blank=True)
    error = models.CharField(_("reason"), max_length=200, blank=True)
    tried_at = models.DateTimeField(_("last try"), null=True, blank=True)
    milliseconds = models.PositiveIntegerField(_("took, ms"), null=True, blank=True)
    created_at = models.DateTimeField(_("happened"))

    class Meta:
        verbose_name = pgettext_lazy("webhook", "call")
        verbose_name_plural = pgettext_lazy("webhook", "calls")
        ordering: ClassVar = ["-created_at", "-id"]
        permissions: ClassVar = [("retry_call", "Can tell listeners again what they did not take")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["endpoint", "event"], name="one_call_an_event")]
        indexes: ClassVar = [
            models.Index("due_at", name="calls_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["endpoint", "-created_at", "-id"], name="calls_of_a_listener"),
            models.Index(fields=["state", "-created_at", "-id"], name="calls_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.event.kind} → {self.endpoint.name}"
