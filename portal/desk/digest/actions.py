"""Once a week, to whoever wants it: the row first, then a mail for each reader; never a second one."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import override

from portal.accounts.models import User
from portal.desk.digest.facts import facts_of
from portal.desk.digest.letter import letter
from portal.desk.digest.rules import monday_due
from portal.desk.models import Digest
from portal.notifications.models import Mail
from portal.notifications.optional import queue_news

READERS = ("Operators", "Editors")


def readers() -> QuerySet[User]:
    """Operators and editors at work here; each has a switch among the mails they get."""
    entitled = Q(groups__name__in=READERS) | Q(is_superuser=True)
    return User.objects.filter(entitled, is_staff=True, is_active=True).distinct().order_by("pk")


def send_week(now: datetime) -> Digest | None:
    """For tick: None when it is not Monday morning yet, or this week's is out."""
    monday = monday_due(now, timezone.get_default_timezone())
    if monday is None or Digest.objects.filter(monday=monday).exists():
        return None
    return send(monday, now)


@transaction.atomic
def send(monday: date, now: datetime) -> Digest:
    """All mails or none: whoever makes the row writes them, and two at once become one."""
    digest, is_new = Digest.objects.get_or_create(monday=monday, defaults={"made_at": now})
    if not is_new:
        return digest
    digest.facts = facts_of(monday, now)
    digest.readers = sum(write(digest, reader) for reader in readers())
    digest.save()
    return digest


def write(digest: Digest, reader: User) -> bool:
    """Whether it goes: a reader who does not want it is noted, so that nobody wonders."""
    with override(reader.language):
        facts = letter(digest.facts, reader.language, digest.made_at)
    mail = queue_news("weekly_digest", reader, facts, dedupe_key=f"digest-{digest.monday}-{reader.pk}")
    return mail.state != Mail.State.UNWANTED
