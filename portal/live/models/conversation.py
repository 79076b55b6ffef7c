"""A live conversation on a case. Its words are the case's ordinary messages."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.models import Case


class Conversation(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("conversation", "Waiting")
        TALKING = "talking", pgettext_lazy("conversation", "Talking")
        OVER = "over", pgettext_lazy("conversation", "Over")

    class End(models.TextChoices):
        CUSTOMER = "customer", _("The customer ended it")
        AGENT = "agent", _("An agent ended it")
        NOBODY = "nobody", _("Nobody was there")
        LEFT = "left", _("The customer went away")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conversations")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked"))
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("agent")
    )
    # The first time somebody took it; it stays when it is handed over.
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    # When it began to wait for somebody, anew after an agent gave it back.
    waits_since = models.DateTimeField()
    # When the customer's page last showed the thread: what is older than this needs no mail.
    customer_seen_at = models.DateTimeField(_("last seen by the customer"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(_("how it ended"), max_length=10, choices=End, blank=True, default="")

    class Meta:
        verbose_name = _("live conversation")
        verbose_name_plural = _("live conversations")
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state="over"), name="one_live_conversation_at_a_time"
            )
        ]
        indexes: ClassVar = [
            models.Index("case", F("asked_at").desc(), name="conversations_of_a_case"),
            models.Index("state", "waits_since", name="conversations_that_run", condition=~Q(state="over")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"

    @property
    def is_running(self) -> bool:
        return self.state != self.State.OVER
