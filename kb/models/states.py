from django.db import models
from django.utils.translation import gettext_lazy as _

from kb import states
from kb.models.article import ArticlePage


class StateArticle(models.Model):
    """The article that customers see beside an order or case in this state, each in their own language."""

    state = models.CharField(
        _("state"),
        max_length=60,
        unique=True,
        choices=states.choices,
        error_messages={"unique": _("This state has its article already. Change that one.")},
    )
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

    def __str__(self) -> str:
        return str(self.get_state_display())
