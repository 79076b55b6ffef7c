"""What the help centre does about editors' changes."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published, post_page_move

from kb.editing import due
from kb.models import ArticlePage, TopicPage
from kb.tasks import index_articles_below


@receiver(page_published, sender=TopicPage)
@receiver(post_page_move, sender=TopicPage)
def index_its_articles(instance: Any, **_news: Any) -> None:
    transaction.on_commit(partial(index_articles_below.enqueue, instance.path))


@receiver(page_published, sender=ArticlePage)
def note_when_it_changed(instance: Any, **_news: Any) -> None:
    due.published(instance, timezone.now())
