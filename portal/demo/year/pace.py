"""When people write and when they are answered: pure, the same on every machine. Moments are the shop's own time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

# Of a week's contacts, Monday first; and of a day's, by hour.
DAYS = (22, 18, 15, 14, 13, 9, 9)
HOURS = (1, 1, 0, 0, 0, 1, 2, 4, 8, 11, 12, 11, 9, 8, 7, 7, 7, 8, 9, 10, 11, 9, 6, 3)
OPENS, CLOSES = 9, 17
# Months with more to do than others: before Christmas, and January's returns.
BUSY = {11: 1.5, 12: 1.9, 1: 1.4, 7: 0.7, 8: 0.7}
# Two colleagues were ill: answers took four times as long.
SLOW_WEEKS_AGO = range(18, 24)


def moments(today: date, days: int, a_day: float, dice: Random, zone: tzinfo) -> Iterator[datetime]:
    """When contacts came, the oldest first, until yesterday."""
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        wanted = a_day * DAYS[day.weekday()] * 7 / 100 * BUSY.get(day.month, 1.0)
        number = int(wanted) + (dice.random() < wanted % 1)
        found = sorted(
            (dice.choices(range(24), HOURS)[0], dice.randrange(60), dice.randrange(60)) for _ in range(number)
        )
        yield from (datetime.combine(day, time(*each), zone) for each in found)


def answered(at: datetime, today: date, dice: Random) -> datetime:
    """Within opening hours, half of them after about forty minutes, a few the next day."""
    pause = timedelta(minutes=min(dice.lognormvariate(3.7, 0.9), 900))
    if (today - at.date()).days // 7 in SLOW_WEEKS_AGO:
        pause *= 4
    return within_hours(at, pause)


def within_hours(at: datetime, pause: timedelta) -> datetime:
    """`pause` of opening time after `at`; Monday to Friday."""
    while pause > timedelta(0):
        opening, closing = at.replace(hour=OPENS, minute=0, second=0), at.replace(hour=CLOSES, minute=0, second=0)
        if at.weekday() > 4 or at >= closing:
            at = opening + timedelta(days=1)
            continue
        at = max(at, opening)
        if at + pause <= closing:
            return at + pause
        pause -= closing - at
        at = opening + timedelta(days=1)
    return at
