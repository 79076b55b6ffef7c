"""Counting days as the law does. A day is a `date`; the calendar of public holidays is a parameter."""

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Protocol

Step = dict[str, Any]
# Regulation 1182/71 art. 3(5): a period of two days or more holds at least two working days.
LEAST_WORKING_DAYS = 2


class Calendar(Protocol):
    """Public holidays, as in the `holidays` package: `day in calendar`, `calendar.get(day)`."""

    def __contains__(self, day: Any, /) -> bool: ...

    def get(self, day: Any, /) -> Any: ...


@dataclass(frozen=True)
class Counted:
    """A day and how it was found: steps are {"date", "what", …}, ready for JSON."""

    day: date
    steps: list[Step]


def start(day: date, what: str = "start") -> Step:
    return {"date": day.isoformat(), "what": what}


def day_off(day: date, calendar: Calendar) -> Step | None:
    if day in calendar:
        return {"date": day.isoformat(), "what": "holiday", "name": str(calendar.get(day))}
    if day.weekday() >= 5:
        return {"date": day.isoformat(), "what": "weekend"}
    return None


def working_days_after(begins: date, count: int, calendar: Calendar) -> Counted:
    """The count-th working day after `begins`, which is never counted (Regulation 1182/71 art. 3(1))."""
    day, number = begins, 0
    steps = [start(begins)]
    while number < count or day_off(day, calendar):
        day += timedelta(days=1)
        off = day_off(day, calendar)
        number += off is None
        steps.append(off or {"date": day.isoformat(), "what": "working_day", "number": number})
    return Counted(day, steps)


def plain_days_after(begins: date, count: int, what: str = "start") -> Counted:
    """begins + count calendar days, wherever that falls."""
    day = begins + timedelta(days=count)
    return Counted(day, [start(begins, what), {"date": day.isoformat(), "what": "days", "number": count}])


def days_after(begins: date, count: int, calendar: Calendar, what: str = "start") -> Counted:
    """begins + count days, moved to the next working day (law W3; Regulation 1182/71 art. 3(4) and (5))."""
    counted = plain_days_after(begins, count, what)
    day, moved = counted.day, _moved(counted.day, calendar)
    steps = [*counted.steps, *moved.steps]
    day = moved.day
    if count >= LEAST_WORKING_DAYS and (missing := _missing_working_days(begins, day, calendar)):
        more = working_days_after(day, missing, calendar)
        steps, day = [*steps, *more.steps[1:]], more.day
    return Counted(day, steps)


def months_after(begins: date, count: int, what: str = "start") -> Counted:
    """The same day of a later month, or its last one where there is none (KC art. 112; BGB §188(3))."""
    day = add_months(begins, count)
    return Counted(day, [start(begins, what), {"date": day.isoformat(), "what": "months", "number": count}])


def add_months(day: date, count: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(years, month + 1, min(day.day, months.monthrange(years, month + 1)[1]))


def moved(counted: Counted, calendar: Calendar) -> Counted:
    """The same, or the next working day with the reason (Regulation 1182/71 art. 3(4); KC art. 115; BGB §193)."""
    then = _moved(counted.day, calendar)
    return Counted(then.day, [*counted.steps, *then.steps])


def _moved(day: date, calendar: Calendar) -> Counted:
    steps: list[Step] = []
    while off := day_off(day, calendar):
        steps.append(off)
        day += timedelta(days=1)
    if steps:
        steps.append({"date": day.isoformat(), "what": "next_working_day"})
    return Counted(day, steps)


def _missing_working_days(begins: date, ends: date, calendar: Calendar) -> int:
    found = 0
    for number in range(1, (ends - begins).days + 1):
        found += day_off(begins + timedelta(days=number), calendar) is None
        if found == LEAST_WORKING_DAYS:
            return 0
    return LEAST_WORKING_DAYS - found


def local_day(at: datetime | date, tz: tzinfo) -> date:
    return at.astimezone(tz).date() if isinstance(at, datetime) else at


def end_of(day: date, tz: tzinfo) -> datetime:
    """The last minute of a day, so that the moment still shows the day that was promised."""
    return datetime.combine(day, time(23, 59), tz)
