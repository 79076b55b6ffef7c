"""Anonymous reading figures. No field here may tell who read, from where, or at what time of day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.TextChoices):
    SMALL = "s", _("Phone")
    LARGE = "l", _("Computer")


class Source(models.TextChoices):
    SEARCH = "s", _("Search")
    LINK = "l", _("Link")
    DIRECT = "d", _("Direct")


class ArticleView(models.Model):
    """One opening of one article; the id is random and dies with the browser tab. Folded after a month."""

    id = models.UUIDField(primary_key=True)
    article = models.ForeignKey("kb.ArticlePage", models.CASCADE, related_name="views")
    day = models.DateField(db_index=True)
    device = models.CharField(max_length=1, choices=Device.choices)
    source = models.CharField(max_length=1, choices=Source.choices)
    timed = models.BooleanField(default=False)
    active_ms = models.PositiveIntegerField(default=0)
    visible_ms = models.PositiveIntegerField(default=0)
    scroll_percent = models.PositiveSmallIntegerField(default=0)
    end_seen = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["article", "day"])]


class ReadingDay(models.Model):
    """How many views of an article fell into one class of reading time on one day."""

    article = models.ForeignKey("kb.ArticlePage", models.CASCADE, related_name="reading_days")
    day = models.DateField(db_index=True)
    device = models.CharField(max_length=1, choices=Device.choices)
    source = models.CharField(max_length=1, choices=Source.choices)
    bucket = models.PositiveSmallIntegerField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "day", "device", "source", "bucket"], name="one_counter_a_day")
        ]
