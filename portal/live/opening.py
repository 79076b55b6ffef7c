"""Whether the shop is open, by its opening hours; a shop that has set none is open while somebody is there."""

from datetime import datetime

from returns.hours.queries import schedule
from returns.hours.rules import is_open


def are_hours_on(now: datetime) -> bool:
    return is_open(schedule(), now)
