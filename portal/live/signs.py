"""An open page is a sign of life: of somebody at a case, of an agent who is available."""

from collections.abc import Iterable
from datetime import datetime

from portal.live import presence
from portal.live.listening import Ear
from portal.live.models import Availability


def of_life(ears: Iterable[Ear], now: datetime) -> None:
    """One write for each person and case, one for all agents."""
    listening = list(ears)
    for case, user, is_agent in {(each.case, each.user, each.is_agent) for each in listening}:
        if case is not None:
            presence.touch(case, user, is_agent, now)
    available({each.user for each in listening if each.is_agent and each.user is not None}, now)


def available(agents: Iterable[int], now: datetime) -> None:
    """Their switch stays as it is; only how long ago they were seen."""
    if agents := set(agents):
        Availability.objects.filter(user__in=agents).update(seen_at=now)
