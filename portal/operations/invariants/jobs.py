"""What waits is worked on: jobs, mails. After an hour nobody is busy any more, something stands still."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from portal.notifications.queries import mails_due

STUCK = timedelta(hours=1)


def jobs_are_worked_on(now: datetime) -> Iterator[str]:
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, enqueued_at__lt=now - STUCK)
    late = ready.filter(Q(run_after=get_date_max()) | Q(run_after__lte=now - STUCK))
    for path, count in late.values_list("task_path").annotate(Count("pk")).order_by("task_path"):
        yield f"{count} jobs {path} have waited for more than an hour."


def mails_go_out(now: datetime) -> Iterator[str]:
    if count := mails_due(now).filter(due_at__lt=now - STUCK).count():
        yield f"{count} mails have been due for more than an hour."


CHECKS = (jobs_are_worked_on, mails_go_out)
