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
    # What the page itself saw its reader do next, within half an hour. Nothing leads from here to a case or a vote.
    contacted = models.BooleanField(default=False)
    searched = models.BooleanField(default=False)
    voted_no = models.BooleanField(default=False)

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


class ArticleDay(models.Model):
    """What an article's readers did on one day, added up; the figures of 13 months are sums of these rows.

    Every count but `views` is of views that reported a time. `seconds_…` are views by seconds of active reading:
    from this many up to the next. kb.figures.rules says what solved, failed and engaged mean.
    """

    article = models.ForeignKey("kb.ArticlePage", models.CASCADE, related_name="days")
    day = models.DateField(db_index=True)
    device = models.CharField(max_length=1, choices=Device.choices)
    views = models.PositiveIntegerField(default=0)
    timed = models.PositiveIntegerField(default=0)
    engaged = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    short_solved = models.PositiveIntegerField(default=0)
    short_failed = models.PositiveIntegerField(default=0)
    long_failed = models.PositiveIntegerField(default=0)
    contacted = models.PositiveIntegerField(default=0)
    searched = models.PositiveIntegerField(default=0)
    voted_no = models.PositiveIntegerField(default=0)
    bounce = models.PositiveIntegerField(default=0)
    glance = models.PositiveIntegerField(default=0)
    scan = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    struggle = models.PositiveIntegerField(default=0)
    seconds_0 = models.PositiveIntegerField(default=0)
    seconds_5 = models.PositiveIntegerField(default=0)
    seconds_10 = models.PositiveIntegerField(default=0)
    seconds_15 = models.PositiveIntegerField(default=0)
    seconds_20 = models.PositiveIntegerField(default=0)
    seconds_30 = models.PositiveIntegerField(default=0)
    seconds_45 = models.PositiveIntegerField(default=0)
    seconds_60 = models.PositiveIntegerField(default=0)
    seconds_75 = models.PositiveIntegerField(default=0)
    seconds_90 = models.PositiveIntegerField(default=0)
    seconds_120 = models.PositiveIntegerField(default=0)
    seconds_180 = models.PositiveIntegerField(default=0)
    seconds_240 = models.PositiveIntegerField(default=0)
    seconds_300 = models.PositiveIntegerField(default=0)
    seconds_450 = models.PositiveIntegerField(default=0)
    seconds_600 = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "day", "device"], name="one_row_a_day_and_device")]
