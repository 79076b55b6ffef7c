"""Which times may be booked. Pure: the clock and what is taken are parameters."""

import re
from collections.abc import Container, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from returns.hours.rules import Schedule, moment, spans_from, ticks

# A call that nobody takes is tried once more; then we write.
TRIES = 2
LONGEST_AHEAD = timedelta(days=30)
# E.164: at most 15 digits; the shortest national numbers have 6.
DIGITS = range(6, 16)


def hour_of(at: datetime) -> datetime:
    """The hour whose calls are counted together (UTC)."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def slots(
    schedule: Schedule, now: datetime, *, length: timedelta, notice: timedelta, days: int, full: Container[datetime]
) -> Iterator[datetime]:
    """Beginnings of calls (UTC), each wholly inside opening hours, on the next `days` days with any; hours in `full`
    are taken. None where no opening hours are set.
    """
    if not schedule.has_hours:
        return
    seen: set[object] = set()
    tz = ZoneInfo(schedule.zone)
    for begins, ends in spans_from(schedule, now):
        at, closes = moment(begins), moment(ends)
        if at > now + LONGEST_AHEAD:
            return
        while at + length <= closes and at <= now + LONGEST_AHEAD:
            if at >= now + notice:
                seen.add(at.astimezone(tz).date())
                if len(seen) > days:
                    return
                if hour_of(at) not in full:
                    yield at
            at += length


def may_be_booked(schedule: Schedule, at: datetime, now: datetime, *, length: timedelta) -> bool:
    """Still ahead, and we are open for all of it."""
    if at <= now or at > now + LONGEST_AHEAD:
        return False
    return any(moment(begins) <= at and at + length <= moment(ends) for begins, ends in _around(schedule, at))


def _around(schedule: Schedule, at: datetime) -> list[tuple[int, int]]:
    for span in spans_from(schedule, at) if schedule.has_hours else ():
        return [span] if span[0] <= ticks(at) else []
    return []


def number_of(text: str) -> str:
    """A telephone number without its decoration: +48600100200, or 600100200 as somebody at home writes it; "" if it
    is none.
    """
    bare = re.sub(r"[\s().\-/\u00a0]", "", text)
    bare = re.sub(r"^00", "+", bare)
    return bare if re.fullmatch(r"\+?[0-9]+", bare) and len(bare.lstrip("+")) in DIGITS else ""
