"""The job behind a shop that is due; the row decides, a lost or doubled job changes nothing."""

from django.utils import timezone
from django_tasks import task

from orders.models import PullSource
from orders.pull.actions import pull
from orders.pull.queries import sources_due


@task()
def pull_source(source_id: int) -> bool:
    """True when this call asked the shop."""
    if not sources_due(timezone.now()).filter(pk=source_id).exists():
        return False
    return pull(source_id) is not None


def ask_soon(source: PullSource) -> None:
    pull_source.enqueue(source.pk)
