from django.utils import timezone
from django_tasks import task

from portal.surveys.actions import ask


@task()
def ask_person(invitation_id: int) -> str:
    """Safe to run again, and at the same time: the row decides."""
    return ask(invitation_id, timezone.now())
