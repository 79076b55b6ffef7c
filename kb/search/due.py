"""Rows that say which articles must be indexed again, so that no article is lost with a job of the queue."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from modelsearch.backends import get_search_backends

from kb.models import ArticlePage, ArticleWords, IndexDue

# By then a working queue has done it; indexing twice does no harm.
PATIENCE = timedelta(minutes=2)
AT_ONCE = 100


def note(article: ArticlePage, due_at: datetime) -> None:
    IndexDue.objects.update_or_create(page=article, defaults={"due_at": due_at})


def note_missing(now: datetime) -> None:
    """Articles whose words the database does not have yet: made before it kept any, or by other means than a save."""
    kept = ArticleWords.objects.filter(page=OuterRef("pk"))
    noted = IndexDue.objects.filter(page=OuterRef("pk"))
    missing = ArticlePage.objects.filter(~Exists(kept), ~Exists(noted)).order_by("pk").values_list("pk", flat=True)
    IndexDue.objects.bulk_create([IndexDue(page_id=pk, due_at=now) for pk in missing[:AT_ONCE]], ignore_conflicts=True)


def index_due(now: datetime) -> int:
    """Indexes what is due, in one commit; returns how many pages. Raises LockTimeout: the rows stay for next time."""
    due = list(IndexDue.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    if not due:
        return 0
    articles = list(ArticlePage.get_indexed_objects().filter(pk__in=due))
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(ArticlePage, articles)
    # A page that was published meanwhile is due later, and stays.
    IndexDue.objects.filter(pk__in=due, due_at__lte=now).delete()
    return len(due)
