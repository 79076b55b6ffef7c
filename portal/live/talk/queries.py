"""Who is there, who waits, who talks with whom."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.live.models import Availability, Conversation, LiveSettings
from portal.live.opening import are_hours_on
from portal.live.rules import AVAILABLE
from returns.models import Case

RUNNING = (Conversation.State.WAITING, Conversation.State.TALKING)


@dataclass(frozen=True, slots=True)
class AgentThere:
    agent: User
    count: int  # conversations they are in


def there(now: datetime) -> QuerySet[Availability]:
    rows = Availability.objects.filter(is_on=True, seen_at__gt=now - AVAILABLE, user__is_active=True)
    return rows.select_related("user").order_by("user__name", "pk")


def talks_of(now: datetime) -> list[AgentThere]:
    """Available agents and how many conversations each of them has; two queries."""
    talking = Conversation.objects.filter(state=Conversation.State.TALKING).exclude(agent=None)
    counts = Counter(talking.values_list("agent", flat=True))
    return [AgentThere(row.user, counts[row.user.pk]) for row in there(now)]


def is_open(now: datetime) -> bool:
    """Does a customer who asks now meet somebody? Switched on, open, and fewer wait than have room."""
    # The likeliest no first: this is asked while customers wait for a page.
    agents = talks_of(now) if there(now).exists() else []
    if not agents or not are_hours_on(now):
        return False
    settings = LiveSettings.load()
    if not settings.is_on:
        return False
    room = sum(max(0, settings.most_at_once - each.count) for each in agents)
    # As many again may wait: conversations end, too.
    return waiting().count() < room + len(agents)


def waiting() -> QuerySet[Conversation]:
    rows = Conversation.objects.filter(state=Conversation.State.WAITING)
    return rows.select_related("case__customer").order_by("waits_since", "pk")


def talking() -> QuerySet[Conversation]:
    rows = Conversation.objects.filter(state=Conversation.State.TALKING)
    return rows.select_related("case__customer", "agent").order_by("accepted_at", "pk")


def running(case: Case) -> Conversation | None:
    return Conversation.objects.select_related("agent").filter(case=case, state__in=RUNNING).first()


def latest(case: Case) -> Conversation | None:
    """The one that runs, or the last one."""
    return Conversation.objects.select_related("agent").filter(case=case).order_by("-asked_at", "-pk").first()


def is_available(agent: User, now: datetime) -> bool:
    return there(now).filter(user=agent).exists()
