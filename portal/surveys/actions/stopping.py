"""No more surveys: people with an account have a switch, guests the link of the mail."""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.notifications.choices import choose
from portal.surveys import people
from portal.surveys.models import Addressee, Invitation


@transaction.atomic
def stop(invitation: Invitation, now: datetime, *, stopped: bool = True) -> None:
    """For whoever this question went to; `stopped` False takes it back."""
    person = invitation.person
    if isinstance(person, User):
        choose(person, {"surveys": not stopped})
        return
    keys = people.keys_of(invitation)
    people.lock(keys)
    Addressee.objects.filter(key__in=keys).update(stopped_at=now if stopped else None)
