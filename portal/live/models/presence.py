"""Who looks at a case, and who is writing."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from returns.models import Case


class Presence(models.Model):
    """A row for each person at a case; a guest is the one without a user.

    Rows, not the cache: ours is a table of the database anyway, and a row can be asked for by case, for all open
    streams at once.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    is_agent = models.BooleanField()
    seen_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "user"], name="a_person_is_at_a_case_once"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(user=None), name="a_guest_is_at_a_case_once"),
        ]
        indexes: ClassVar = [models.Index("seen_at", name="presence_by_age")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_id}"
