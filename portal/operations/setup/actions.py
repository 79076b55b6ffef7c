"""Noting that a step was taken or put off; a new colleague by address and role."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from portal.accounts.models import User
from portal.notifications.actions import queue_mail
from portal.operations.models import SetupStep


def note(slug: str, state: SetupStep.State, by: User, now: datetime) -> None:
    SetupStep.objects.update_or_create(slug=slug, defaults={"state": state, "by": by, "at": now})


def open_again(slug: str) -> None:
    SetupStep.objects.filter(slug=slug).delete()


@transaction.atomic
def invite(person: User, by: User) -> None:
    """Tells somebody who was just added how to sign in. The mail opens nothing by itself."""
    roles = ", ".join(person.groups.order_by("name").values_list("name", flat=True))
    with override(person.language):
        url = settings.SITE_URL + reverse("account_login")
    facts = {"by": by.name or by.email, "roles": roles, "url": url}
    queue_mail("staff_invitation", person.email, person.language, facts, dedupe_key=f"staff-invitation-{person.pk}")
