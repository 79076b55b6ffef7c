"""Until when one can withdraw, return and complain, for a whole order. No clock, no database, no words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from returns.rules import Bought, Counted, No, Terms, days_after, delivered_at, may_return, not_delivered_yet

# Directive 2011/83/EU art. 9(1); UoPK art. 27.
WITHDRAWAL_DAYS = 14
# Directive (EU) 2019/771 art. 10(1); UoPK art. 43c.
LIABILITY_YEARS = 2
OFF = frozenset({"cancelled", "refunded"})


class Why(StrEnum):
    CANCELLED = "cancelled"
    OVER = "over"
    NOT_DELIVERED = "not_delivered"
    ALL_RETURNED = "all_returned"
    NOTHING_BOUGHT = "nothing_bought"


@dataclass(frozen=True)
class Window:
    """Open when `no` is None. `day`: the last one, also when it is over; None while nobody knows when it began."""

    no: Why | None
    day: date | None = None
    counted: Counted | None = None


def withdrawal(lines: Sequence[Bought], now: datetime, terms: Terms) -> Window:
    """Begins when the last good has arrived (W2), is open before that, and when nobody knows the day (W4)."""
    if blocked := _blocked(lines):
        return Window(blocked)
    arrived = [delivered_at(line) for line in lines]
    if not all(arrived) or any(not_delivered_yet(line) for line in lines):
        return Window(None)
    last = max(at for at in arrived if at)
    counted = days_after(_day(last, terms), WITHDRAWAL_DAYS, terms.calendar)
    return Window(Why.OVER if _day(now, terms) > counted.day else None, counted.day, counted)


def returning(lines: Sequence[Bought], now: datetime, terms: Terms) -> Window:
    """The shop's own promise, line by line: open while one piece may go back. The day is the first one to end."""
    if blocked := _blocked(lines):
        return Window(blocked)
    verdicts = [may_return(line, now, terms) for line in lines]
    if any(verdict.no is None for verdict in verdicts):
        days = [verdict.last_day for verdict in verdicts if verdict.no is None and verdict.last_day]
        first = min(days, default=None)
        return Window(None, first, _counted_to(first, lines, terms))
    if all(verdict.no is No.ALREADY_RETURNED for verdict in verdicts):
        return Window(Why.ALL_RETURNED)
    if any(verdict.no is No.NOT_DELIVERED for verdict in verdicts):
        return Window(Why.NOT_DELIVERED)
    return Window(Why.OVER, max((verdict.last_day for verdict in verdicts if verdict.last_day), default=None))


def complaint(lines: Sequence[Bought], now: datetime, terms: Terms) -> Window:
    """Two years from the arrival of each good (C1). The day is the first one to end; over when the last one is."""
    if any(line.order_status in OFF and not delivered_at(line) for line in lines) or not lines:
        return Window(Why.CANCELLED if lines else Why.NOTHING_BOUGHT)
    arrived = [at for line in lines if (at := delivered_at(line))]
    if not arrived:
        missing = any(not_delivered_yet(line) for line in lines)
        return Window(Why.NOT_DELIVERED if missing else None)
    ends = [years_after(_day(at, terms), LIABILITY_YEARS) for at in arrived]
    today = _day(now, terms)
    if today > max(ends) and len(arrived) == len(lines):
        return Window(Why.OVER, max(ends))
    return Window(None, min((end for end in ends if end >= today), default=None))


def years_after(day: date, years: int) -> date:
    """The same day of the year; 28 February where there is no 29th (KC art. 112)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _counted_to(day: date | None, lines: Sequence[Bought], terms: Terms) -> Counted | None:
    found = (
        days_after(_day(at, terms), terms.return_days, terms.calendar) for line in lines if (at := delivered_at(line))
    )
    return next((counted for counted in found if counted.day == day), None)


def _blocked(lines: Sequence[Bought]) -> Why | None:
    if not lines:
        return Why.NOTHING_BOUGHT
    return Why.CANCELLED if lines[0].order_status in OFF else None


def _day(at: datetime, terms: Terms) -> date:
    return at.astimezone(terms.tz).date()
