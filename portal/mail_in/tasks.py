"""Jobs: reading a mail, and looking into the mailbox. The row is the truth; a lost or doubled job changes nothing."""

from django.utils import timezone
from django_tasks import task

from portal.mail_in.actions import apply, claim
from portal.mail_in.polling import look


@task()
def read_mail(mail_id: int) -> str:
    """The state it came to; "" when it was done already or another worker has it."""
    now = timezone.now()
    mail = claim(mail_id, now)
    return apply(mail, now) if mail else ""


@task()
def look_into_mailbox(number: int = 0) -> int:
    """How many mails were new."""
    return look(timezone.now())
