from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published

from kb.models import ArticlePage
from kb.search import due
from kb.search.backend.store import index_unusable
from kb.search.tasks import rebuild_index


@receiver(index_unusable)
def queue_a_rebuild(**_news: Any) -> None:
    rebuild_index.enqueue()


@receiver(page_published)
def note_what_changed(instance: Page, **_news: Any) -> None:
    if isinstance(instance, ArticlePage):
        due.note(instance, timezone.now() + due.PATIENCE)
