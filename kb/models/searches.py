"""What is searched for. No field here may tell who searched, from where, or at what time of day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchHandling(models.Model):
    """An editor did something about a text that was searched for: everything counted until then is settled."""

    class Remedy(models.TextChoices):
        SYNONYM = "synonym", _("Synonym added")
        PROMOTION = "promotion", _("Article recommended")
        ARTICLE = "article", _("Article started")
        NOTHING = "nothing", _("Nothing to do")

    language = models.CharField(_("language"), max_length=12)
    text = models.CharField(_("searched for"), max_length=200)
    remedy = models.CharField(_("what was done"), max_length=10, choices=Remedy.choices)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    handled_at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("handled search")
        verbose_name_plural = _("handled searches")
        ordering: ClassVar = ["-handled_at", "-pk"]

    def __str__(self) -> str:
        return self.text


class SearchQuery(models.Model):
    """One text on one day, with numbers and addresses taken out before it is stored.

    A row that an editor has handled is closed: the same text on the same day begins a new one.
    """

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
    # Cases that were opened after it. Which ones is written down nowhere.
    cases = models.PositiveIntegerField(_("cases"), default=0)
    handling = models.ForeignKey(SearchHandling, models.CASCADE, null=True, related_name="rows")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "language", "text"],
                condition=models.Q(handling=None),
                name="one_open_row_a_search_text_and_day",
            )
        ]
