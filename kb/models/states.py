from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kb import states
from kb.models.article import ArticlePage


class StateArticle(models.Model):
    """The article that customers see beside an order or case in this state.

    One for a language wins; the one for all languages (language "") is shown to others, translated where it can be.
    """

    state = models.CharField(_("state"), max_length=60, choices=states.choices)
    language = models.CharField(_("language"), max_length=12, blank=True, choices=settings.LANGUAGES)
    article = models.ForeignKey(
        ArticlePage,
        models.CASCADE,
        related_name="+",
        verbose_name=_("article"),
        help_text=_("Customers get its translation in their language; without one they get this one."),
    )

    class Meta:
        verbose_name = _("article for a state")
        verbose_name_plural = _("articles for states")
        constraints: ClassVar = [models.UniqueConstraint(fields=["state", "language"], name="one_article_a_state")]

    def __str__(self) -> str:
        return str(self.get_state_display())
