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


def reasons_for(demand: str, remedy: Remedy, grounds: Collection[Ground] = ()) -> list[Why]:
    """Why `remedy` may be named where `demand` was demanded; empty: it may not, or it is what was demanded."""
    if not demand:
        return [Why.SUGGESTION]
    wanted = Remedy(demand)
    if wanted is remedy:
        return [Why.AMOUNT] if wanted is Remedy.REDUCTION else []
    if wanted in IN_KIND:
        by_right = [Why.IMPOSSIBLE, Why.DISPROPORTIONATE] if remedy in IN_KIND else [Why.NEITHER]
    elif remedy in IN_KIND:
        by_right = [] if grounds else [Why.REPAIR_FIRST]
    else:
        by_right = [Why.IMMATERIAL] if wanted is Remedy.WITHDRAWAL else []
    return [*by_right, Why.SUGGESTION]


def remedies_besides(demand: str, grounds: Collection[Ground] = ()) -> dict[Remedy, list[Why]]:
    """What the shop may name instead of the demand, and why."""
    return {remedy: reasons for remedy in Remedy if (reasons := reasons_for(demand, remedy, grounds))}


def answers_the_claim(why: Why) -> bool:
    """Does naming another remedy for this reason say yes or no to the demand (C5)?"""
    return why not in NO_ANSWER


class WrongAmount(ValueError):
    pass


def reduction_fits(amount: Decimal | None, worth: Decimal) -> bool:
    """A reduction is more than nothing and at most the price."""
    return amount is not None and amount.is_finite() and Decimal(0) < amount <= worth


# --- The guard of the desk ------------------------------------------------------------------------

# Days after receipt: 7, 3 and 1 days before the internal date (C9).
WARNING_DAYS = (7, 11, 13)
ESCALATION_DAY = 12
# A request that began before midnight may commit a little later; until then the law's turn waits.
PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class Watch:
    """One complaint's clock; days are those of the shop's time zone."""

    received_at: datetime
    internal_at: datetime
    latest_at: datetime
    tz: tzinfo

    def day(self, at: datetime) -> int:
        """How many days after receipt; the day of receipt is day 0."""
        return (at.astimezone(self.tz).date() - self.received_at.astimezone(self.tz).date()).days

    @property
    def over_at(self) -> datetime:
        """Midnight after the latest legal day: from this moment the claim counts as accepted (C4)."""
        return midnight_after(self.latest_at.astimezone(self.tz).date(), self.tz)


def midnight_after(day: date, tz: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), tz)


def is_over(watch: Watch, now: datetime) -> bool:
    """May nobody answer any more?"""
    return now >= watch.over_at


@dataclass(frozen=True)
class Alarm:
    day: int
    # False: written down only. After days without a tick the latest warning is told, not a heap of them.
    told: bool


def alarms(watch: Watch, now: datetime, known: Iterable[int]) -> list[Alarm]:
    """Warnings and the escalation that are due and have no row yet, the earliest first."""
    if is_over(watch, now):
        return []
    today, seen = watch.day(now), set(known)
    due = [day for day in WARNING_DAYS if day <= today]
    late = [Alarm(day, told=day == max(due)) for day in due if day not in seen]
    if today >= ESCALATION_DAY and ESCALATION_DAY not in seen:
        late.append(Alarm(ESCALATION_DAY, told=True))
    return sorted(late, key=lambda each: each.day)


def level(watch: Watch, now: datetime) -> str:
    """How pressing it is, for a mark beside the case: "", "soon", "urgent" or "last"."""
    today = watch.day(now)
    if today >= WARNING_DAYS[-1]:
        return "last"
    if today >= WARNING_DAYS[1]:
        return "urgent"
    return "soon" if today >= WARNING_DAYS[0] else ""
