from django.utils import timezone
from django_tasks import task

from portal.notifications.actions import deliver


@task()
def send_mail(mail_id: int) -> None:
    """Safe to run again, and at the same time: the row decides."""
    deliver(mail_id, timezone.now())
