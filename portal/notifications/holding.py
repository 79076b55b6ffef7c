"""Rooms above say which news need no mail yet, or none at all: the customer is looking at it just now."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum

from returns.models import Case, Message


class Hold(Enum):
    NO = "no"
    WAIT = "wait"  # asked again by tick, until the answer is another one
    TOLD = "told"  # she saw it


# The case, and the agent's message; None: the news that the case was opened.
Check = Callable[[Case, Message | None, datetime], Hold]
# A guest's own page of the case, or "" where the room knows none: case, language.
GuestPage = Callable[[Case, str], str]
_checks: list[Check] = []
_pages: list[GuestPage] = []


def register(check: Check) -> Check:
    """Call it from AppConfig.ready()."""
    if check not in _checks:
        _checks.append(check)
    return check


def register_page(page: GuestPage) -> GuestPage:
    """Call it from AppConfig.ready()."""
    if page not in _pages:
        _pages.append(page)
    return page


def is_held(case: Case, message: Message | None, now: datetime) -> bool:
    return any(check(case, message, now) is not Hold.NO for check in _checks)


def guest_page(case: Case, language: str) -> str:
    return next(filter(None, (page(case, language) for page in _pages)), "")
