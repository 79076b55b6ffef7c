from datetime import datetime

from django.db.models import Q, QuerySet

from portal.notifications.models import Mail


def mails_due(now: datetime) -> QuerySet[Mail]:
    """Mails to send now: due, and in nobody's hands (a killed worker's lease runs out)."""
    return Mail.objects.filter(state=Mail.State.READY, due_at__lte=now).filter(
        Q(lease_until=None) | Q(lease_until__lt=now)
    )
