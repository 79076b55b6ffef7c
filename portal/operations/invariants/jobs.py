"""What waits is worked on: jobs, mails. After an hour nobody is busy any more, something stands still."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.notifications.queries import mails_due
from portal.parts.queued import QueueAway, due_before

STUCK = timedelta(hours=1)


def jobs_are_worked_on(now: datetime) -> Iterator[str]:
    try:
        late = due_before(now - STUCK)
    except QueueAway as error:
        yield f"Nobody knows which jobs wait: the Redis of TASKS_URL does not answer ({error})."
        return
    for path, count in sorted(late.items()):
        yield f"{count} jobs {path} have waited for more than an hour."


def mails_go_out(now: datetime) -> Iterator[str]:
    if count := mails_due(now).filter(due_at__lt=now - STUCK).count():
        yield f"{count} mails have been due for more than an hour."


CHECKS = (jobs_are_worked_on, mails_go_out)
