from typing import Any

from django.dispatch import receiver

from portal.mail_in.models import IncomingMail
from portal.mail_in.signals import mail_received
from portal.mail_in.tasks import read_mail


@receiver(mail_received, dispatch_uid="read_an_incoming_mail")
def read_an_incoming_mail(mail: IncomingMail, **kwargs: Any) -> None:
    read_mail.enqueue(mail.pk)
