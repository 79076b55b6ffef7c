"""What stands in the queue and has not begun, whichever queue it is (TASKS_URL)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from portal.parts.jobs import REDIS


class QueueAway(Exception):
    """The queue does not answer, so nobody knows what stands in it."""


def waiting(task: "Task[Any, Any]") -> Iterator[list[Any]]:
    """The arguments of each job of this task that no worker has taken yet."""
    if is_in_redis():
        yield from _redis().waiting(task)
        return
    rows = DBTaskResult.objects.filter(task_path=task.module_path, status=TaskResultStatus.READY)
    for said in rows.values_list("args_kwargs", flat=True):
        yield list(said["args"])


def due_before(moment: datetime) -> dict[str, int]:
    """Task → how many of its jobs were due before this moment, and no worker has taken them. Raises QueueAway."""
    if is_in_redis():
        return dict(Counter(path for path, due_at in _redis().due() if due_at < moment))
    found: Counter[str] = Counter()
    for rows, field in _ready():
        late = rows.filter(**{f"{field}__lt": moment}).values_list("task_path").annotate(Count("pk")).order_by()
        found.update(dict(late))
    return dict(found)


def first_due() -> datetime | None:
    """Since when the job that has waited longest has been due; one for later is due later. Raises QueueAway."""
    if is_in_redis():
        moments = [due_at for _path, due_at in _redis().due(_redis().FIRST)]
    else:
        moments = [rows.order_by().aggregate(first=Min(field))["first"] for rows, field in _ready()]
    return min((each for each in moments if each is not None), default=None)


def _ready() -> list[tuple[QuerySet[DBTaskResult], str]]:
    """Jobs for now stand at the end of time and are due since they came; the others at their time."""
    rows, now = DBTaskResult.objects.filter(status=TaskResultStatus.READY), get_date_max()
    return [(rows.filter(run_after=now), "enqueued_at"), (rows.filter(run_after__lt=now), "run_after")]


def _redis() -> Any:
    """It needs packages that only a large shop has."""
    return import_module("portal.parts.redis_queue")


def is_in_redis() -> bool:
    return bool(settings.TASKS["default"]["BACKEND"] == REDIS)
