"""The settings as they are now. Worked out once a change and process, so a year of cases costs one query."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Subquery
from django.utils import timezone

from returns.hours import targets
from returns.hours.reading import read_day
from returns.hours.rules import Schedule, Week
from returns.hours.targets import Hours, Promise, Target, Wish, told
from returns.law.days import Calendar
from returns.law.of_orders import calendar_of
from returns.models import OpeningHours, ReturnSettings
from returns.models.hours import WEEKDAYS
from returns.rules import answer_due
from returns.terms import load_terms

HOME = "PL"


@dataclass(frozen=True)
class DaysOff:
    own: frozenset[date]
    public: Calendar | None

    def __contains__(self, day: object) -> bool:
        return day in self.own or (self.public is not None and day in self.public)


def hours() -> Hours:
    """One query: the edition of the settings, and the country whose holidays count."""
    country = Subquery(ReturnSettings.objects.values("holiday_country")[:1])
    row = OpeningHours.objects.values_list("pk", "edition", country).first()
    if row is None:
        return Hours(Schedule(zone_name()))
    pk, edition, chosen = row
    return worked_out(pk, str(edition), chosen or HOME, zone_name())


def schedule() -> Schedule:
    return hours().schedule


def target(kind: str, priority: int, name: str) -> Target:
    """name: first_reply, next_reply or resolution. What we aim at, also where no opening hours are set."""
    return hours().target(kind, priority, name)


def promise(kind: str, now: datetime, priority: int = targets.NORMAL) -> Promise:
    """What customers are told before they write. Without opening hours: the whole working days of the settings."""
    said = hours()
    if not said.schedule.has_hours:
        in_days = answer_due(now, load_terms())
        return Promise(in_days.at, in_days.explanation)
    return told(targets.reply(said, kind, priority, "first_reply", now))


def zone_name() -> str:
    return timezone.get_default_timezone_name()


@lru_cache(maxsize=4)
def worked_out(pk: int, edition: str, country: str, zone: str) -> Hours:
    """An edition never changes, so this may be kept for ever."""
    own = OpeningHours.objects.prefetch_related("weeks", "closed_days", "targets").get(pk=pk)
    weeks = tuple(
        Week(tuple(read_day(getattr(week, name)) for name in WEEKDAYS), week.since) for week in own.weeks.all()
    )
    closed = frozenset(day for each in own.closed_days.all() for day in each.days)
    off: Container[date] = DaysOff(closed, calendar_of(country) if own.closed_on_holidays else None)
    wishes = tuple(
        Wish(each.name, each.kind, each.priority, Target(round(each.within * targets.HOUR), each.clock))
        for each in own.targets.all()
    )
    return Hours(Schedule(zone, weeks, off), wishes, edition)
