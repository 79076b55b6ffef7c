"""Results are kept until a fact changes: a counter in the database is part of their key."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.utils import timezone

from portal.desk.figures.keeping import catch_up
from portal.desk.figures.scope import Scope
from portal.desk.models import FigureState

KEEP_SECONDS = 3600
# Figures that end longer ago than this no longer depend on the time of day: everything about them is decided.
SETTLED = timedelta(days=15)

Answer = TypeVar("Answer")


def kept(name: str, what: str, scope: Scope, now: datetime | None, make: Callable[[datetime], Answer]) -> Answer:
    """What `make(moment)` answers; asked again before anything changed, from the cache."""
    at = (now or timezone.now()).replace(second=0, microsecond=0)
    moment = "" if scope.until < timezone.localdate(at) - SETTLED else at.isoformat()
    catch_up()
    told = "\n".join((str(counter()), name, what, scope.key, moment))
    key = f"figures-{sha256(told.encode()).hexdigest()}"
    answer: Answer | None = cache.get(key)
    if answer is None:
        answer = make(at)
        cache.set(key, answer, KEEP_SECONDS)
    return answer


def counter() -> int:
    return FigureState.objects.values_list("counter", flat=True).first() or 0
