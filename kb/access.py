"""The one door to articles: pages, queries, search and suggestions all ask here."""

from wagtail.query import PageQuerySet

from kb.models import ArticlePage
from kb.rules import Reader, audiences_for


def visible_to(user: Reader | None) -> PageQuerySet[ArticlePage]:
    """Live articles whose audience this reader belongs to. Nobody at all (None) sees what the public sees."""
    return ArticlePage.objects.live().filter(audience__in=audiences_for(user)).select_related("locale")
