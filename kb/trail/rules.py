"""The trail of one customer: how long it is kept, and how a reading is called. Pure."""

from datetime import timedelta

from django.db import models
from django.utils.translation import pgettext_lazy

KEEP = timedelta(days=7)
# More pages than this tell nobody anything.
MOST = 12
MAX_SECONDS = 30 * 60


class Manner(models.TextChoices):
    OPENED = "opened", pgettext_lazy("how an article was read", "Opened")
    PARTLY = "partly", pgettext_lazy("how an article was read", "Read in part")
    READ = "read", pgettext_lazy("how an article was read", "Read")


def manner(seconds: int, expected_seconds: int) -> Manner:
    """How a reading of so many seconds is called, against what the whole text takes."""
    ratio = seconds / max(expected_seconds, 1)
    if ratio >= 0.8:
        return Manner.READ
    return Manner.PARTLY if ratio >= 0.3 else Manner.OPENED
