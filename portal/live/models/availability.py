"""Which agents talk to customers live just now."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Availability(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=False)
    # When one of the agent's pages was last heard of: a switch that was forgotten promises nothing.
    seen_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index("seen_at", name="agents_who_are_there", condition=models.Q(is_on=True)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.is_on}"
