"""Which cases and which days a figure is about."""

from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, Self

from django.utils import timezone

Step = Literal["day", "week", "month"]
Dimension = Literal["kind", "way", "language", "team", "agent", "product", "article"]
# Of teams and agents: the cases that have none. (Primary keys begin at 1.)
NONE = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Days of the shop's zone, both included. Empty or None: all of them.

    `team` and `agent` are primary keys, or NONE for cases without; `product` as in CaseProduct.product; `article` the
    page id of one that was sent in the case.
    """

    since: date
    until: date
    kind: str = ""
    way: str = ""
    language: str = ""
    team: int | None = None
    agent: int | None = None
    product: str = ""
    article: int | None = None

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Self:
        """As many days, right before."""
        return replace(self, since=self.since - timedelta(days=self.days), until=self.since - timedelta(days=1))

    @property
    def key(self) -> str:
        return "|".join("" if value is None else str(value) for value in astuple(self))

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.since, time.min, timezone.get_default_timezone())

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.until + timedelta(days=1), time.min, timezone.get_default_timezone())


def bucket(day: date, by: Step) -> date:
    """The first day of the day's week (Monday) or month."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def buckets(scope: Scope, by: Step) -> list[date]:
    """Every one of the scope, also those in which nothing happened."""
    days = (scope.since + timedelta(days=number) for number in range(scope.days))
    return list(dict.fromkeys(bucket(day, by) for day in days))
