"""What changes in the help centre. Editors' own changes go through Wagtail."""

from datetime import date

from wagtail.models import Revision

from kb.importing.pages import import_articles
from kb.models import ArticlePage, Vote

__all__ = ["import_articles", "vote"]


def vote(article: ArticlePage, revision_id: int, helpful: bool, today: date) -> Vote:
    """One reader's answer to "Did this help?", about the revision that was shown."""
    shown = Revision.objects.for_instance(article).filter(pk=revision_id).first()
    return Vote.objects.create(article=article, revision=shown, helpful=helpful, day=today)
