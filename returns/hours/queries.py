"""The settings as they are now. Worked out once a change and process, so a year of cases costs one query."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Model, Subquery
from django.http import HttpRequest
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


COUNTRY = Subquery(ReturnSettings.objects.values("holiday_country")[:1])
OWN = OpeningHours.objects.order_by("pk")
# Which edition holds, for a row that a page reads anyway: `hours_with` needs no query then.
EDITION = {
    "hours_pk": Subquery(OWN.values("pk")[:1]),
    "hours_edition": Subquery(OWN.values("edition")[:1]),
    "hours_country": COUNTRY,
}
# What is promised where no hours are set, read in the same way.
ANSWER_DAYS = {"answer_days": Subquery(ReturnSettings.objects.values("answer_days")[:1])}


def hours() -> Hours:
    """One query: the edition of the settings, and the country whose holidays count."""
    return of_edition(*(OWN.values_list("pk", "edition", COUNTRY).first() or (None, None, None)))


def hours_with(row: Model | None) -> Hours:
    """The same, from a row that was read together with EDITION; else asked for."""
    read = vars(row) if row is not None else {}
    return of_edition(*(read[name] for name in EDITION)) if EDITION.keys() <= read.keys() else hours()


def of_edition(pk: int | None, edition: UUID | None, country: str | None) -> Hours:
    if pk is None:
        return Hours(Schedule(zone_name()))
    return worked_out(pk, str(edition), country or HOME, zone_name())


def schedule() -> Schedule:
    return hours().schedule


def target(kind: str, priority: int, name: str) -> Target:
    """name: first_reply, next_reply or resolution. What we aim at, also where no opening hours are set."""
    return hours().target(kind, priority, name)


def promise(
    kind: str,
    now: datetime,
    priority: int = targets.NORMAL,
    page_of: Model | None = None,
    request: HttpRequest | None = None,
) -> Promise:
    """What customers are told before they write. Without opening hours: the whole working days of the settings.

    `page_of`: what the page is about, perhaps read together with EDITION; `request` keeps the settings for the page.
    """
    said = hours_with(page_of)
    if not said.schedule.has_hours:
        in_days = answer_due(now, load_terms(request))
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
