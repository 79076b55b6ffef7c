"""Which days: the last 7, 30 or 90, a month, or from one day to another. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.desk.figures.scope import Step

USUAL = "30"
LATEST = ("7", "30", "90")
CUSTOM = "custom"
MONTHS = 13
LONGEST = 731  # days; more can't be compared and only costs
MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Days:
    """Both included. `name` as in the address."""

    name: str
    since: date
    until: date


def month(name: str) -> Days | None:
    found = MONTH.fullmatch(name)
    if not found or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= 2999:
        return None
    first = date(int(found[1]), int(found[2]), 1)
    return Days(name, first, next_month(first) - timedelta(days=1))


def next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def months(today: date) -> list[date]:
    """The first days of this month and the twelve before, the latest first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def read(asked: Mapping[str, str], today: date) -> tuple[Days, list[str]]:
    """The days an address names, and the names of its fields that make no sense; then the last 30 days are shown."""
    name = asked.get("period", "") or USUAL
    usual = Days(USUAL, today - timedelta(days=int(USUAL) - 1), today)
    if name in LATEST:
        return Days(name, today - timedelta(days=int(name) - 1), today), []
    if name == CUSTOM:
        since, until = day(asked.get("since", "")), day(asked.get("until", ""))
        wrong = [field for field, value in (("since", since), ("until", until)) if value is None]
        if since is None or until is None:
            return usual, wrong
        if since > until or (until - since).days >= LONGEST:
            return usual, ["until"]
        return Days(CUSTOM, since, until), []
    found = month(name)
    return (found, []) if found else (usual, ["period"])


def day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None


def step(days: int) -> Step:
    """Bars that can still be told apart."""
    return "day" if days <= 31 else "week" if days <= 200 else "month"
