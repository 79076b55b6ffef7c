from typing import Any

from django.dispatch import receiver

from kb.search.backend.store import index_unusable
from kb.search.tasks import rebuild_index


@receiver(index_unusable)
def queue_a_rebuild(**_news: Any) -> None:
    rebuild_index.enqueue()
