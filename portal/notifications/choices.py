"""What people want to be mailed: their choices, and the link that stops one group with one click (RFC 8058)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction

from portal.accounts.models import User
from portal.notifications.compose import page_url
from portal.notifications.kinds import ALL_GROUPS, GROUPS, STAFF_GROUPS, Group, kinds_in
from portal.notifications.models import MailChoice
from portal.notifications.switches import MailSettings

SALT = "portal.notifications.stop"


@dataclass(frozen=True, slots=True)
class Choice:
    group: Group
    wanted: bool


def wants(user: User, group: str) -> bool:
    return not MailChoice.objects.filter(user=user, group=group, wanted=False).exists()


def choices_of(user: User) -> list[Choice]:
    """Groups the operator lets go out at all; a switch for mails that never come would be a riddle."""
    said = dict(MailChoice.objects.filter(user=user).values_list("group", "wanted"))
    settings = MailSettings.load()
    groups = [*GROUPS.values(), *(STAFF_GROUPS.values() if user.is_staff else ())]
    shown = [group for group in groups if any(getattr(settings, kind, True) for kind in kinds_in(group.name))]
    return [Choice(group, said.get(group.name, True)) for group in shown]


@transaction.atomic
def choose(user: User, wanted: Mapping[str, bool]) -> None:
    """By group; raises KeyError for one that does not exist."""
    for name, value in wanted.items():
        MailChoice.objects.update_or_create(user=user, group=ALL_GROUPS[name].name, defaults={"wanted": value})


def stop_token(user: User, group: str) -> str:
    """For this person and this group only. It stops mails and opens nothing, so it does not expire."""
    return signing.dumps([user.pk, group], salt=SALT)


def read_token(token: str) -> tuple[User, Group] | None:
    try:
        said: Any = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    pk, name = said
    user = User.objects.filter(pk=pk).first()
    return (user, ALL_GROUPS[name]) if user is not None and name in ALL_GROUPS else None


def stop_url(user: User, group: str) -> str:
    return page_url("notifications:stop", user.language, token=stop_token(user, group))


def headers_of(url: str) -> dict[str, str]:
    """Mail programs show a button of their own, and press it by POST."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
