"""What is searched for. No field here may tell who searched, from where, or at what time of day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchQuery(models.Model):
    """One text on one day, with numbers and addresses taken out before it is stored."""

    day = models.DateField(db_index=True)
    language = models.CharField(_("language"), max_length=12)
    text = models.CharField(_("searched for"), max_length=200)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    without_result = models.PositiveIntegerField(_("without a result"), default=0)
    # How many results the last search had.
    results = models.PositiveIntegerField(_("results"), default=0)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)
    # Sum of the places clicked; the first result is place 1.
    places = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "language", "text"], name="one_row_a_search_text_and_day")
        ]
