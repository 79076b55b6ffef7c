"""What could not be taken of an answer by mail is told to the customer, once."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from portal.mail_in.models import IncomingMail
from portal.mail_in.signals import parts_refused
from portal.notifications.models import Mail
from portal.notifications.receivers import mail_about_case


@receiver(parts_refused, dispatch_uid="mail_parts_refused")
def mail_parts_refused(mail: IncomingMail, refusals: Sequence[str], **kwargs: Any) -> Mail | None:
    if mail.case is None:
        return None
    key = f"mail-in-{mail.pk}-refused"
    is_kept = mail.state != IncomingMail.State.UNPLACED
    return mail_about_case("files_refused", mail.case, key, refusals=list(refusals), is_kept=is_kept)
