"""What stands in the queue and has not begun, whichever queue it is (TASKS_URL)."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.parts.jobs import REDIS


def waiting(task: "Task[Any, Any]") -> Iterator[list[Any]]:
    """The arguments of each job of this task that no worker has taken yet."""
    if is_in_redis():
        yield from import_module("portal.parts.redis_queue").waiting(task)
        return
    rows = DBTaskResult.objects.filter(task_path=task.module_path, status=TaskResultStatus.READY)
    for said in rows.values_list("args_kwargs", flat=True):
        yield list(said["args"])


def is_in_redis() -> bool:
    return bool(settings.TASKS["default"]["BACKEND"] == REDIS)
