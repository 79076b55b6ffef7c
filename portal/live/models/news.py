"""What just happened, for whoever is looking."""

from typing import ClassVar

from django.db import models


class LiveNews(models.Model):
    """Says which row changed, never a word of it: who hears of it asks for the row through its own door.

    The id is the cursor of every stream. Rows live for minutes (portal.live.rules.NEWS_KEPT).
    """

    # "queue", or "case:" and its number.
    topic = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    # Customers never learn that such a thing happened: internal notes, colleagues.
    for_agents = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("made_at", name="live_news_by_age")]

    def __str__(self) -> str:
        return f"{self.pk} {self.topic}"
