"""Results are kept until a row of their days changes: what the days say of it (daily.note) is part of their key."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.utils import timezone

from portal.desk.figures.daily import last_change
from portal.desk.figures.keeping import be_in_step
from portal.desk.figures.scope import Scope

KEEP_SECONDS = 3600
# Figures that end longer ago than this no longer depend on the time of day: everything about them is decided.
SETTLED = timedelta(days=15)

Answer = TypeVar("Answer")


def kept(
    name: str, scope: Scope, days: tuple[date | None, date], at: datetime | None, make: Callable[[], Answer]
) -> Answer:
    """What `make()` answers; asked again before anything changed, from the cache.

    `days`: those whose rows it is made of; `at`: the moment it is of, None where only the rows decide.
    """
    be_in_step()
    moment = at.isoformat() if at and scope.until >= timezone.localdate(at) - SETTLED else ""
    told = "\n".join((str(last_change(*days)), name, scope.key, moment))
    key = f"figures-{sha256(told.encode()).hexdigest()}"
    answer: Answer | None = cache.get(key)
    if answer is None:
        answer = make()
        cache.set(key, answer, KEEP_SECONDS)
    return answer
