"""What a customer began and has not sent: kept here, so that another device or a broken connection loses nothing."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from orders.models import Order


class Draft(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # In its address, over its waiting files, and later the submission key of the one case it becomes.
    key = models.UUIDField(unique=True)
    # One of Case.Kind.
    kind = models.CharField(max_length=20)
    # None for what is about no order.
    order = models.ForeignKey(Order, null=True, on_delete=models.CASCADE, related_name="+")
    # {step: what was filled in}, as returns.starting.forms writes it; plain JSON.
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of a case")
        verbose_name_plural = _("drafts of cases")
        ordering: ClassVar = ["-updated_at", "-id"]
        indexes: ClassVar = [
            models.Index("owner", F("updated_at").desc(), name="drafts_of_a_customer"),
            models.Index("expires_at", name="drafts_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
