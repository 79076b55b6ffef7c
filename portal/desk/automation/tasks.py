from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from portal.desk.automation.actions import show
from portal.desk.automation.events import between


@task()
def show_event(kind: str, moment: str) -> None:
    """Events of this very moment, to every rule that listens to their sort."""
    at = datetime.fromisoformat(moment)
    for event in list(between(kind, at, at + timedelta(microseconds=1))):
        show(event, kind, timezone.now())
