"""The 168 hours of a week on the shop's wall clock, counted over several weeks. Pure.

An hour that the clock leaps over in spring does not exist in that week and counts as no observation, not as nothing
happening; the hour that comes twice in autumn is two observations.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import ceil, floor

HOURS = 168
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """What usually happens in one hour of the week. `seen`: how often that hour came; `total`: all that happened."""

    median: float
    p90: float
    total: int
    seen: int


def hour_of_week(local: datetime) -> int:
    """0 is Monday 00:00 to 01:00, 167 Sunday's last hour."""
    return local.weekday() * 24 + local.hour


def hours_of(since: date, until: date, zone: tzinfo) -> dict[datetime, int]:
    """Every real hour of these days (both included) by its beginning in UTC: the cell it belongs to."""
    found: dict[datetime, int] = {}
    day = since
    while day <= until:
        start = datetime.combine(day, time.min, zone).astimezone(UTC)
        end = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
        while start < end:
            found[start] = hour_of_week(start.astimezone(zone))
            start += HOUR
        day += timedelta(days=1)
    return found


def by_hour(moments: Iterable[datetime], hours: Mapping[datetime, int]) -> Counter[datetime]:
    """How many moments fall into each of the hours. Zones beside the full hour are counted right, too."""
    past = {start.minute for start in hours}
    minute = past.pop() if len(past) == 1 else 0
    shift = timedelta(minutes=minute)
    found: Counter[datetime] = Counter()
    for moment in moments:
        start = (moment.astimezone(UTC) - shift).replace(minute=0, second=0, microsecond=0) + shift
        if start in hours:
            found[start] += 1
    return found


def cells(counts: Mapping[datetime, int], hours: Mapping[datetime, int]) -> list[Cell]:
    """The 168 cells, Monday's first hour first."""
    seen: dict[int, list[int]] = defaultdict(list)
    for start, cell in hours.items():
        seen[cell].append(counts.get(start, 0))
    return [_cell(sorted(seen[number])) for number in range(HOURS)]


def _cell(values: list[int]) -> Cell:
    if not values:
        return Cell(0.0, 0.0, 0, 0)
    return Cell(quantile(values, 0.5), quantile(values, 0.9), sum(values), len(values))


def quantile(values: list[int], share: float) -> float:
    """Of sorted values, with the mean of both neighbours in between (type 7, as spreadsheets do)."""
    place = share * (len(values) - 1)
    low, high = floor(place), ceil(place)
    return values[low] + (values[high] - values[low]) * (place - low)
