"""What search keeps in the database: what must be indexed again, and words that mean the same."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexDue(models.Model):
    """A page whose words changed: the queue indexes it at once, and if it was lost there, tick does after due_at."""

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, primary_key=True, related_name="+")
    due_at = models.DateTimeField(db_index=True)


class Synonym(models.Model):
    """Words or short phrases of one language that customers use for the same thing."""

    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    words = models.CharField(
        _("words that mean the same"),
        max_length=300,
        help_text=_(
            "Separate them with commas, for example: parcel, package, shipment. Other endings are understood."
        ),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering: ClassVar = ["language", "words"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        phrases = dict.fromkeys(" ".join(part.split()) for part in self.words.split(","))
        phrases.pop("", None)
        if len(phrases) < 2:
            raise ValidationError({"words": _("Write at least two words, with a comma between them.")})
        self.words = ", ".join(phrases)
