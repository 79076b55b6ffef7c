"""Baking in the background."""

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.baking import actions

SECONDS = 50


@task()
def bake_pages() -> None:
    """Bakes what is missing; safe to run twice and at once. What it has no time for the next tick bakes."""
    actions.bake_missing(SECONDS)


def ask_for_baking() -> None:
    """A hundred changes at once wait for one job: it bakes all that is missing."""
    waiting = DBTaskResult.objects.filter(task_path=bake_pages.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        bake_pages.enqueue()
