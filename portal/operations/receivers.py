"""Jobs that failed are counted where every machine sees them."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django_tasks.base import TaskResult, TaskResultStatus
from django_tasks.signals import task_finished

from portal.operations.pulses import Name, beat


@receiver(task_finished, dispatch_uid="operations.failed_job")
def count_failed_job(task_result: TaskResult, **_more: Any) -> None:
    if task_result.status == TaskResultStatus.FAILED:
        beat(Name.JOB_FAILED, timezone.now(), failed=[task_result.task.module_path])
