"""Who is at a case. Colleagues see each other and the customer; a customer learns only that an agent is writing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.live.models import Presence
from portal.live.rules import HERE, PRESENCE_KEPT, is_typing
from returns.access import Person
from returns.case_panels import is_empty
from returns.models import Case


@dataclass(frozen=True, slots=True)
class Who:
    name: str
    typing: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """One person at a case, as the hub holds it. user None: a guest, who is the customer."""

    user: int | None
    is_agent: bool
    name: str
    typing: bool


def seen(case: Case, user: Person, typing: bool, now: datetime) -> None:
    """This person looks at the case, and is writing or not. Somebody without an account is its guest."""
    touch(case.pk, user.pk, user.pk is not None and user.pk != case.customer_id, now, typing)


def touch(case: int, user: int | None, is_agent: bool, now: datetime, typing: bool | None = None) -> None:
    """`typing` None: a sign of life that says nothing about writing."""
    fields: dict[str, Any] = {"seen_at": now}
    if typing is not None:
        fields["typed_at"] = now if typing else None
    if Presence.objects.filter(case=case, user=user).update(**fields):
        return
    try:
        with transaction.atomic():
            Presence.objects.create(case_id=case, user_id=user, is_agent=is_agent, **fields)
    except IntegrityError:
        # Two windows of one person at once, or the case or the account went away.
        Presence.objects.filter(case=case, user=user).update(**fields)


def at_cases(cases: Collection[int], now: datetime) -> dict[int, list[Seen]]:
    """For each case who is there now, in the order they came; one query."""
    found: dict[int, list[Seen]] = defaultdict(list)
    rows = Presence.objects.filter(case__in=cases, seen_at__gt=now - HERE).select_related("user").order_by("pk")
    for row in rows:
        name = row.user.get_short_name() if isinstance(row.user, User) else ""
        found[row.case_id].append(Seen(row.user_id, row.is_agent, name, is_typing(row.typed_at, now)))
    return found


def others(case: Case, user: Person, now: datetime) -> list[Who]:
    """Who else is at the case: for agents."""
    if is_empty(case, "has_somebody"):
        return []
    return for_agent(at_cases([case.pk], now).get(case.pk, ()), user.pk)


def for_agent(people: Iterable[Seen], user: int | None) -> list[Who]:
    return [Who(each.name or _("The customer"), each.typing) for each in people if each.user != user]


def for_customer(people: Iterable[Seen]) -> list[Who]:
    """Agents who are writing; that somebody only looks stays among colleagues."""
    return [Who(each.name, True) for each in people if each.is_agent and each.typing]


def sweep(now: datetime) -> int:
    return Presence.objects.filter(seen_at__lt=now - PRESENCE_KEPT).delete()[0]
