"""Mails people may not want: each tells why it came and how to stop it; what is not wanted is noted, not sent."""

from typing import Any

from django.utils.translation import override

from portal.accounts.models import User
from portal.notifications.actions import note_unwanted, queue_mail
from portal.notifications.choices import headers_of, stop_url, wants
from portal.notifications.compose import page_url
from portal.notifications.kinds import ALL_GROUPS, KINDS
from portal.notifications.models import Mail


def queue_news(kind: str, person: User, facts: dict[str, Any], *, dedupe_key: str) -> Mail:
    """To somebody with an account, in their language. Raises KeyError for a kind without a group."""
    group = ALL_GROUPS[KINDS[kind].group]
    if not wants(person, group.name):
        return note_unwanted(kind, person.email, person.language, facts, dedupe_key=dedupe_key)
    url = stop_url(person, group.name)
    with override(person.language):
        title = str(group.title)
    footer = {
        "name": first_name(person),
        "stop_url": url,
        "stop_title": title,
        "choices_url": page_url("notifications:choices", person.language),
    }
    return queue_mail(
        kind, person.email, person.language, footer | facts, dedupe_key=dedupe_key, headers=headers_of(url)
    )


def first_name(person: Any) -> str:
    return person.get_short_name() if isinstance(person, User) and person.name else ""
