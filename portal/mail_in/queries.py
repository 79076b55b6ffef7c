from datetime import datetime, timedelta

from django.db.models import QuerySet

from portal.mail_in.models import IncomingMail
from portal.mail_in.rules import MOST_AN_HOUR
from returns.models import Case


def mails_due(now: datetime) -> QuerySet[IncomingMail]:
    """To be read now, again or for the first time; oldest first. tick starts them."""
    waiting = IncomingMail.objects.filter(due_at__lte=now, state=IncomingMail.State.RECEIVED)
    return waiting.order_by("due_at")


def has_had_enough(case: Case, now: datetime) -> bool:
    """A case whose hour is full: a mail program that answers itself must not fill it."""
    lately = IncomingMail.objects.filter(case=case, applied_at__gt=now - timedelta(hours=1))
    return lately.count() >= MOST_AN_HOUR


def unplaced_lately(now: datetime) -> int:
    lately = IncomingMail.objects.filter(
        state=IncomingMail.State.UNPLACED, received_at__gt=now - timedelta(hours=1)
    ).exclude(raw=b"")
    return lately.count()
