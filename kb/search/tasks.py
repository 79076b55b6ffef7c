from django.core.management import call_command
from django_tasks import task

from kb.search.backend.store import LockTimeout


@task(queue_name="index")
def rebuild_index() -> None:
    """Reads every page into a fresh index. When another process is at it already, its work is enough."""
    try:
        call_command("wagtail_update_index", verbosity=0)
    except LockTimeout:
        return
