"""Answers to a complaint that the law allows, and when the desk is warned. Pure: no clock, no database, no words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum


class Remedy(StrEnum):
    REPAIR = "repair"
    REPLACEMENT = "replacement"
    REDUCTION = "reduction"
    WITHDRAWAL = "withdrawal"


IN_KIND = frozenset({Remedy.REPAIR, Remedy.REPLACEMENT})
IN_MONEY = frozenset({Remedy.REDUCTION, Remedy.WITHDRAWAL})


class Ground(StrEnum):
    """What opens price reduction and withdrawal at once (C2; UoPK 43e(1))."""

    REFUSED = "refused"
    NOT_DONE = "not_done"
    PERSISTS = "persists"
    SERIOUS = "serious"
    CLEAR = "clear"


class Why(StrEnum):
    """Why the shop names another remedy than the one demanded (C2)."""

    IMPOSSIBLE = "impossible"
    DISPROPORTIONATE = "disproportionate"
    # Neither repair nor replacement is possible at a cost in proportion.
    NEITHER = "neither"
    # The demanded money comes second: repair or replacement first, as no ground for it is there.
    REPAIR_FIRST = "repair_first"
    # The reduction is not in proportion to the defect.
    AMOUNT = "amount"
    # No withdrawal for a defect that does not matter; the burden of proof is the shop's.
    IMMATERIAL = "immaterial"
    # Nothing is refused: a proposal that the customer may turn down and keep the demand.
    SUGGESTION = "suggestion"


# A proposal leaves the claim without an answer: the clock runs on (C4, C5).
NO_ANSWER = frozenset({Why.SUGGESTION})


def reasons_for(demand: str, remedy: Remedy, grounds: Collection[Ground] = (), has_order: bool = True) -> list[Why]:
    """Why `remedy` may be named where `demand` was demanded; empty: it may not, or it is what was demanded.

    `has_order`: does this law put repair and replacement first? Without it (Russia) the customer's choice is free.
    """
    if not demand:
        return [Why.SUGGESTION]
    wanted = Remedy(demand)
    if wanted is remedy:
        return [Why.AMOUNT] if wanted is Remedy.REDUCTION else []
    if not has_order:
        by_right = [Why.IMPOSSIBLE] if wanted in IN_KIND else []
    elif wanted in IN_KIND:
        by_right = [Why.IMPOSSIBLE, Why.DISPROPORTIONATE] if remedy in IN_KIND else [Why.NEITHER]
    elif remedy in IN_KIND:
        by_right = [] if grounds else [Why.REPAIR_FIRST]
    else:
        by_right = [Why.IMMATERIAL] if wanted is Remedy.WITHDRAWAL else []
    return [*by_right, Why.SUGGESTION]


def remedies_besides(demand: str, grounds: Collection[Ground] = (), has_order: bool = True) -> dict[Remedy, list[Why]]:
    """What the shop may name instead of the demand, and why."""
    found = {remedy: reasons_for(demand, remedy, grounds, has_order) for remedy in Remedy}
    return {remedy: reasons for remedy, reasons in found.items() if reasons}


def answers_the_claim(why: Why) -> bool:
    """Does naming another remedy for this reason say yes or no to the demand (C5)?"""
    return why not in NO_ANSWER


def reduction_fits(amount: Decimal | None, worth: Decimal) -> bool:
    """A reduction is more than nothing and at most the price."""
    return amount is not None and amount.is_finite() and Decimal(0) < amount <= worth


# --- The guard of the desk ------------------------------------------------------------------------

# Days before the internal date (C9): with fourteen days of time, days 7, 11 and 13; the escalation is on day 12.
WARN_BEFORE = (7, 3, 1)
ESCALATE_BEFORE = 2
# A request that began before midnight may commit a little later; until then the law's turn waits.
PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class Watch:
    """One complaint's clock; days are those of the shop's time zone."""

    received_day: date
    internal_day: date
    # The last day on which an answer is in time, moved off holidays; what we hold ourselves to is `internal_day`.
    latest_day: date
    tz: tzinfo
    silence_accepts: bool

    def day(self, at: datetime) -> int:
        """How many days after receipt; the day of receipt is day 0."""
        return (at.astimezone(self.tz).date() - self.received_day).days

    def days_before(self, left: int) -> int:
        return (self.internal_day - self.received_day).days - left

    @property
    def over_at(self) -> datetime | None:
        """Midnight after the latest legal day: from this moment the claim counts as accepted (C4), where it can."""
        return midnight_after(self.latest_day, self.tz) if self.silence_accepts else None


def midnight_after(day: date, tz: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), tz)


def is_over(watch: Watch, now: datetime) -> bool:
    """Has the law answered already?"""
    return watch.over_at is not None and now >= watch.over_at


def is_laws_turn(watch: Watch, now: datetime) -> bool:
    return watch.over_at is not None and now >= watch.over_at + PATIENCE


@dataclass(frozen=True)
class Due:
    """An alarm that rings now. Not told: written down only, because a later one is told in its place."""

    day: int
    escalates: bool
    told: bool


def alarms(watch: Watch, now: datetime, known: Iterable[int]) -> list[Due]:
    """What is due and has no row yet, the earliest first. After days without a tick there is no heap of warnings."""
    if is_over(watch, now):
        return []
    today, seen = watch.day(now), set(known)
    warnings = [day for left in WARN_BEFORE if 0 < (day := watch.days_before(left)) <= today]
    late = [Due(day, False, told=day == max(warnings)) for day in warnings if day not in seen]
    escalation = watch.days_before(ESCALATE_BEFORE)
    if 0 < escalation <= today and escalation not in seen:
        late.append(Due(escalation, True, told=True))
    return sorted(late, key=lambda each: each.day)


def level(watch: Watch, now: datetime) -> str:
    """How pressing it is, for the mark beside the case: "", "soon", "urgent" or "last"."""
    today = watch.day(now)
    reached = [name for left, name in zip(WARN_BEFORE, LEVELS, strict=True) if today >= watch.days_before(left)]
    return reached[-1] if reached else ""


LEVELS = ("soon", "urgent", "last")
