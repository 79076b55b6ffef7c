"""What of a week is worth a line. Pure: numbers in, a verdict out.

Shares and scores: the 95 % intervals of the week and of the four weeks before do not touch. Counts: they differ by
more than 1.96 times the root of what chance makes of both (Poisson). Durations and rates, which have no interval: the
week lies outside all four weeks before it, and a fifth away from their average. Always: at least `FEWEST` rows in the
week and four times as many before it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from kb.figures.rules import Z95

FEWEST = 10
WEEKS = 4
# Of the usual value.
FARTHEST_USUAL = 0.2
# Monday morning, where the shop is. A tick that was down then sends it later the same week.
HOUR = time(7)
LATEST = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Seen:
    """One figure of one period."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


def differs(unit: str, week: Seen, usual: Seen, each_week: Sequence[float | None]) -> bool:
    """`usual`: the four weeks before as one period (a count: all of it); `each_week`: their values one by one."""
    if week.value is None or usual.value is None:
        return False
    if unit == "count":
        return counts_differ(week.value, usual.value)
    if week.n < FEWEST or usual.n < FEWEST * WEEKS:
        return False
    if None not in (week.low, week.high, usual.low, usual.high):
        return bool(week.high < usual.low or week.low > usual.high)  # type: ignore[operator]
    if unit in ("share", "score"):
        return False
    known = [value for value in each_week if value is not None]
    outside = len(known) == WEEKS and not min(known) <= week.value <= max(known)
    return outside and abs(week.value - usual.value) > FARTHEST_USUAL * abs(usual.value)


def counts_differ(week: float, before: float) -> bool:
    mean = before / WEEKS
    if week + before < FEWEST * (WEEKS + 1):
        return False
    return abs(week - mean) > Z95 * math.sqrt(week + mean / WEEKS)


def monday_due(now: datetime, zone: tzinfo) -> date | None:
    """The Monday whose digest may go out now; None before its morning and after Wednesday."""
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    begins = datetime.combine(monday, HOUR, zone)
    return monday if begins <= local < begins + LATEST else None
