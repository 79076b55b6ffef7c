"""Jobs on their way through Redis (django-tasks-rq).

The package hands a job over at once. Here it goes when its transaction is through, so that a worker finds what it is
told about; and a Redis that is away costs nobody a page: what must happen is a row, and tick hands it over again. Jobs
travel as JSON, never as pickles.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

import django_rq
from django.conf import settings
from django.db import close_old_connections, transaction
from django_tasks.base import TASK_MAX_PRIORITY, Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id, normalize_json
from django_tasks_rq import Job, RQBackend
from django_tasks_rq.backend import failed_callback, success_callback
from redis.exceptions import RedisError
from rq.callbacks import Callback
from rq.exceptions import NoSuchJobError
from rq.job import JobStatus

from portal.parts.queued import QueueAway

logger = logging.getLogger(__name__)
KEPT_SECONDS = 3600  # what came of a job
FAILED_SECONDS = 7 * 24 * 3600
MOST_LOOKED_AT = 10_000  # of a queue
FIRST = 100  # jobs of a queue, among which is the one that has waited longest: they stand in a row


class WorkersJob(Job):
    """A worker lives for weeks: connections that the database has closed meanwhile are not tried again."""

    def perform(self) -> Any:
        close_old_connections()
        try:
            return super().perform()
        finally:
            close_old_connections()


def waiting(task: "Task[Any, Any]") -> Iterator[list[Any]]:
    """The arguments of jobs that no worker has taken; none while Redis is away, which then takes no job either."""
    try:
        for job in django_rq.get_queue(task.queue_name, job_class=WorkersJob).get_jobs(0, MOST_LOOKED_AT):
            if job.func_name == task.module_path:
                yield list(job.args)
    except (RedisError, OSError) as error:
        logger.error("Nobody knows what stands in the queue: Redis does not answer (%s)", error)


def due(most: int = MOST_LOOKED_AT) -> Iterator[tuple[str, datetime]]:
    """(task, since when it is due) of jobs that no worker has taken, `most` of each queue. Raises QueueAway.

    Those for later are among them: a scheduler that stands still leaves them where they are.
    """
    try:
        for name in settings.TASKS["default"]["QUEUES"]:
            queue = django_rq.get_queue(name, job_class=WorkersJob)
            for job in queue.get_jobs(0, most):
                if job.enqueued_at is not None:
                    yield str(job.func_name), job.enqueued_at.astimezone(UTC)
            key = queue.scheduled_job_registry.key
            later = cast("list[tuple[bytes, float]]", queue.connection.zrange(key, 0, most - 1, withscores=True))
            for name_of_job, at in later:
                if (waits := queue.fetch_job(name_of_job.decode())) is not None:
                    yield str(waits.func_name), datetime.fromtimestamp(at, UTC)
    except (RedisError, OSError) as error:
        raise QueueAway(type(error).__name__) from error


class RedisQueue(RQBackend):
    def enqueue(self, task: "Task[Any, Any]", args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        said = normalize_json({"args": args, "kwargs": kwargs})
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=said["args"],
            kwargs=said["kwargs"],
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        transaction.on_commit(partial(self.hand_over, task, result))
        return result

    def hand_over(self, task: "Task[Any, Any]", result: TaskResult[Any]) -> None:
        try:
            queue = django_rq.get_queue(task.queue_name, job_class=WorkersJob)
            job = queue.create_job(
                task.module_path,
                args=result.args,
                kwargs=result.kwargs,
                job_id=result.id,
                status=JobStatus.SCHEDULED if task.run_after else JobStatus.QUEUED,
                on_failure=Callback(failed_callback),
                on_success=Callback(success_callback),
                meta={"backend_name": self.alias},
                result_ttl=KEPT_SECONDS,
                failure_ttl=FAILED_SECONDS,
            )
            if task.run_after:
                queue.schedule_job(job, task.run_after)
            else:
                queue.enqueue_job(job, at_front=task.priority == TASK_MAX_PRIORITY)
        except (RedisError, OSError) as error:
            logger.error("%s was not handed over, tick will: Redis does not answer (%s)", task.name, error)
            return
        task_enqueued.send(type(self), task_result=result)

    def _get_job(self, result_id: str) -> Job | None:
        queue = django_rq.get_queue("default", job_class=WorkersJob)
        try:
            found = WorkersJob.fetch(result_id, connection=queue.connection, serializer=queue.serializer)
        except NoSuchJobError:
            return None
        return cast(Job, found)
