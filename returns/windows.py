"""Until when one can do something with a whole order, summed up from its lines. No clock, no database, no words."""

from dataclasses import dataclass, field
from datetime import date

from returns.law import Explained, Verdict, Why
from returns.queries.eligibility import LineEligibility, OrderEligibility

# What is said of the whole order where its lines say different things: the most telling first.
TELLING = (Why.BUSINESS, Why.CANCELLED, Why.OVER, Why.NOT_DELIVERED, Why.EXCLUDED, Why.NO_GUARANTEE)


@dataclass(frozen=True)
class Window:
    """Open when `no` is None. `until`: with its day, also when it is over; None while nobody knows one.

    `apart`: lines it is not open for, where it is open for others.
    """

    no: Why | None
    until: Explained | None = None
    apart: list[LineEligibility] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        return self.until.day if self.until else None


def window(found: OrderEligibility, kind: str) -> Window:
    """`kind` of a case. The day is the first one to end of what is open, the last one of what is over."""
    if not found.lines:
        return Window(Why.NOTHING_BOUGHT)
    verdicts = [line.of(kind) for line in found.lines]
    if not any(verdict.is_open for verdict in verdicts):
        return Window(_most_telling(verdicts), _last(verdicts), list(found.lines))
    days = [verdict.until for verdict in verdicts if verdict.is_open and verdict.until]
    first = min((until for until in days if until.day), key=lambda until: until.day or date.max, default=None)
    return Window(None, first or next(iter(days), None), [line for line in found.lines if line.of(kind).no])


def _most_telling(verdicts: list[Verdict]) -> Why:
    said = {verdict.no for verdict in verdicts}
    return next((why for why in TELLING if why in said), Why.ALREADY_RETURNED)


def _last(verdicts: list[Verdict]) -> Explained | None:
    over = [verdict.until for verdict in verdicts if verdict.no is Why.OVER and verdict.until]
    return max(over, key=lambda until: until.day or date.min, default=None)
