"""Tell whoever is looking; read what was told since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from portal.live.models import LiveNews
from portal.live.rules import LATE_ROWS, LOOK_BACK, NEWS_KEPT

QUEUE = "queue"
AT_ONCE = 200
# Sooner no page has opened its stream after the form that led to it.
BLINK = timedelta(milliseconds=300)


@dataclass(frozen=True, slots=True)
class News:
    id: int
    topic: str
    data: dict[str, Any]
    for_agents: bool
    made_at: datetime | None = None

    def age(self, now: datetime) -> dict[str, int]:
        """{"age": milliseconds} of more than a blink. A page asked for later has this on it already (live.js)."""
        if self.made_at is None or now - self.made_at < BLINK:
            return {}
        return {"age": int((now - self.made_at).total_seconds() * 1000)}


def of_case(reference: str) -> str:
    return f"case:{reference}"


def tell(topic: str, data: dict[str, Any], *, for_agents: bool = False, now: datetime | None = None) -> None:
    """One row for all who look at this topic. `data`: {"reference", "what"} and ids, no words of anybody.

    `for_agents`: customers hear nothing of it. Call it after commit, or the news may be heard before its reason.
    """
    LiveNews.objects.create(topic=topic, data=data, for_agents=for_agents, made_at=now or timezone.now())


def since(cursor: int | None, now: datetime, topics: Iterable[str] = ()) -> list[News]:
    """What came after `cursor` (an id that was read before), or lately when there is none; oldest first.

    The last seconds always come along: ids are given out before their rows can be read. Whoever listens takes the
    same news twice without harm.
    """
    fresh = Q(made_at__gte=now - LOOK_BACK) if cursor is None else Q(id__gt=cursor) | Q(made_at__gte=now - LATE_ROWS)
    rows = LiveNews.objects.filter(fresh)
    if topics:
        rows = rows.filter(topic__in=topics)
    return [News(row.pk, row.topic, row.data, row.for_agents, row.made_at) for row in rows.order_by("id")[:AT_ONCE]]


def newest() -> int:
    return LiveNews.objects.aggregate(last=Max("id"))["last"] or 0


def sweep(now: datetime) -> int:
    return LiveNews.objects.filter(made_at__lt=now - NEWS_KEPT).delete()[0]
