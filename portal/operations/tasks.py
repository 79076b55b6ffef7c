from django.utils import timezone
from django_tasks import task

from portal.operations.pulses import Name, beat


@task()
def worker_beats(_key: int) -> None:
    """Queued by tick each minute: that it ran says a worker is alive and comes through its queue."""
    beat(Name.WORKER, timezone.now())
