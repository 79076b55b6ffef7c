from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import PageChooserPanel
from wagtail.models import Orderable


class RelatedArticle(Orderable):
    """An article that an editor chose to follow this one; without any they are found by topic and readers."""

    article = ParentalKey("kb.ArticlePage", on_delete=models.CASCADE, related_name="chosen")
    related = models.ForeignKey("kb.ArticlePage", models.CASCADE, related_name="+", verbose_name=_("article"))

    panels = (PageChooserPanel("related", "kb.ArticlePage"),)

    class Meta(Orderable.Meta):
        constraints = (models.UniqueConstraint(fields=["article", "related"], name="one_row_a_related_article"),)
