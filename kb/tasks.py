"""Jobs of the help centre."""

from django.utils import timezone
from django_tasks import task
from wagtail.models import Page
from wagtail.search.index import insert_or_update_object

from kb.models import ArticlePage
from kb.search.backend.store import LockTimeout
from kb.search.due import index_due


@task()
def index_articles_below(path: str) -> None:
    """Reads the articles of a topic into the search index again: they carry its title.

    Safe to run twice. The topic is named by its place in the tree, so that nothing happens when it is gone.
    """
    for article in ArticlePage.objects.filter(path__startswith=path, depth__gt=len(path) // Page.steplen):
        insert_or_update_object(article)


@task()
def index_what_is_due() -> None:
    """Reads into the search index what waits for it. Safe to run twice; what it does not manage waits for tick."""
    try:
        while index_due(timezone.now()):
            pass
    except LockTimeout:
        return
