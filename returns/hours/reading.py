"""Hours as people type them: "9-13, 14-17:30" for a day, nothing for a day on which we are closed. Pure."""

import re
from datetime import time

from returns.hours.rules import MIDNIGHT, Day, Interval

END_OF_DAY = "24:00"
LONGEST = 100
CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?h?"
SPAN = re.compile(rf"\s*{CLOCK}\s*(?:-|–|—|to|do|до)\s*{CLOCK}\s*", re.IGNORECASE)


class NotHours(ValueError):
    """`why`: "unclear" (cannot be read), "order" (ends before it begins), "overlap"; `part`: the words meant."""

    def __init__(self, why: str, part: str) -> None:
        super().__init__(why)
        self.why, self.part = why, part


def read_day(text: str) -> Day:
    """Intervals of a day in order; raises NotHours. Hours that touch become one."""
    parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
    found: list[Interval] = []
    for each in sorted(map(read_span, parts), key=lambda interval: interval.opens):
        if not found or ends_at(found[-1]) < minutes(each.opens):
            found.append(each)
        elif ends_at(found[-1]) == minutes(each.opens):
            found[-1] = Interval(found[-1].opens, each.closes)
        else:
            raise NotHours("overlap", f"{write_span(found[-1])}, {write_span(each)}")
    return tuple(found)


def read_span(text: str) -> Interval:
    match = SPAN.fullmatch(text)
    if match is None:
        raise NotHours("unclear", text.strip())
    hour, minute, last_hour, last_minute = (int(number or 0) for number in match.groups())
    try:
        opens = time(hour, minute)
        closes = MIDNIGHT if (last_hour, last_minute) == (24, 0) else time(last_hour, last_minute)
    except ValueError:
        raise NotHours("unclear", text.strip()) from None
    interval = Interval(opens, closes)
    if ends_at(interval) <= minutes(opens):
        raise NotHours("order", text.strip())
    return interval


def write_day(day: Day) -> str:
    """The way every day is kept and shown: "09:00–13:00, 14:00–17:30"; "" for closed."""
    return ", ".join(map(write_span, day))


def write_span(interval: Interval) -> str:
    closes = END_OF_DAY if interval.closes == MIDNIGHT else f"{interval.closes:%H:%M}"
    return f"{interval.opens:%H:%M}–{closes}"


def minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def ends_at(interval: Interval) -> int:
    return minutes(interval.closes) or 24 * 60
