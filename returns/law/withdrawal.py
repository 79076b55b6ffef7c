"""Until when a consumer may withdraw (W1 to W6), and which lines of an order are out of it (W12, W13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from returns.law import days
from returns.law.days import Counted
from returns.law.exceptions import is_proven
from returns.law.explained import Explained
from returns.law.jurisdiction import Law

# Directive 2011/83/EU art. 9(1), 9(2), 10.
PERIOD, UNINFORMED, INFORMED_LATE, OPEN, NO_RIGHT = (
    "withdrawal_period",
    "withdrawal_not_informed",
    "withdrawal_informed_late",
    "withdrawal_still_open",
    "withdrawal_not_for_business",
)


class Begins(StrEnum):
    """What starts the period (W2)."""

    LAST_GOOD = "last_good"
    FIRST_GOOD = "first_good"  # regular deliveries over a defined period
    CONTRACT = "contract"  # services and digital content


@dataclass(frozen=True, slots=True)
class Good:
    """One order line. `delivered`: each lot's moment of possession, None while one is missing or unknown (W4)."""

    quantity: int
    taken: int = 0  # pieces already in a withdrawal or return
    delivered: Sequence[datetime | None] = ()
    is_on_its_way: bool = False  # certain that it has not arrived
    exception: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contract:
    """`informed`: was the consumer told of the right? None: nobody said, so the shop's terms did. `informed_at`: when.

    A visit nobody asked for, or an excursion, has a longer period where the country says so.
    """

    goods: Sequence[Good]
    concluded_at: datetime
    begins: Begins = Begins.LAST_GOOD
    informed: bool | None = None
    informed_at: datetime | None = None
    is_unsolicited_visit: bool = False
    is_cancelled: bool = False


class Why(StrEnum):
    """Why something is not possible with a line."""

    NOTHING_BOUGHT = "nothing_bought"
    CANCELLED = "cancelled"
    ALREADY_RETURNED = "already_returned"
    NOT_DELIVERED = "not_delivered"
    OVER = "over"
    EXCLUDED = "excluded"
    BUSINESS = "business"
    NO_GUARANTEE = "no_guarantee"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`quantity`: pieces it is possible for, 0 with a `no`. `until` also when it is over; None: no day is known."""

    quantity: int
    no: Why | None = None
    until: Explained | None = None
    # With EXCLUDED: the code of the exception and what proves it.
    exception: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.no is None

    @property
    def last_day(self) -> date | None:
        return self.until.day if self.until else None


def withdrawal_end(contract: Contract, law: Law) -> Explained:
    """The last day, until 24:00 of the consumer's holidays and zone. Without a value: still open, it has not begun.

    The day of the event is not counted; an end on a Saturday, Sunday or public holiday moves on (W3). Nobody told
    the consumer: twelve months more; told in those twelve months: 14 days from then (W5, art. 10).
    """
    length = _length(contract, law)
    if length is None:
        return Explained(None, NO_RIGHT, law.inputs())
    began, what = _began(contract)
    if began is None:
        return Explained(None, OPEN, law.inputs(days=length), [{"what": what}])
    said: dict[str, Any] = {"days": length, "since": began, "begins": contract.begins.value}
    first_day = law.day(began)
    counted = law.for_consumer(first_day, length, what)
    if contract.informed_at is None and contract.informed is not False:
        return law.explained(PERIOD, counted, **said)
    latest = _uninformed(counted, law)
    told = contract.informed_at
    if told is None:
        return law.explained(UNINFORMED, latest, informed=False, months=law.pack.uninformed_months, **said)
    if law.day(told) <= first_day:
        return law.explained(PERIOD, counted, informed_at=told, **said)
    late = law.for_consumer(law.day(told), length, "informed")
    if late.day > latest.day:
        return law.explained(UNINFORMED, latest, informed_at=told, months=law.pack.uninformed_months, **said)
    return law.explained(INFORMED_LATE, late, informed_at=told, **said)


def withdrawal_verdict(good: Good, contract: Contract, law: Law, now: datetime) -> Verdict:
    """For one line of the contract. Only a proven exception closes it (W13); not knowing never does (W4)."""
    return _verdict(good, contract, withdrawal_end(contract, law), law, now)


def withdrawal_verdicts(contract: Contract, law: Law, now: datetime) -> list[Verdict]:
    """For each line, in their order."""
    end = withdrawal_end(contract, law)
    return [_verdict(good, contract, end, law, now) for good in contract.goods]


def _verdict(good: Good, contract: Contract, end: Explained, law: Law, now: datetime) -> Verdict:
    left = max(good.quantity - good.taken, 0)
    if contract.is_cancelled:
        return Verdict(0, Why.CANCELLED)
    if end.rule == NO_RIGHT:
        return Verdict(0, Why.BUSINESS)
    if not left:
        return Verdict(0, Why.ALREADY_RETURNED, end)
    if is_proven(good.exception, good.evidence):
        return Verdict(0, Why.EXCLUDED, end, good.exception, dict(good.evidence))
    if end.day and law.day(now) > end.day:
        return Verdict(0, Why.OVER, end)
    return Verdict(left, None, end)


def _length(contract: Contract, law: Law) -> int | None:
    pack = law.pack
    return pack.withdrawal_days_after_visit if contract.is_unsolicited_visit else pack.withdrawal_days


def _began(contract: Contract) -> tuple[datetime | None, str]:
    """Possession of the last (or first) good, or the contract itself; and the word for it."""
    if contract.begins is Begins.CONTRACT:
        return contract.concluded_at, "contract"
    if not contract.goods:
        return None, "unknown"
    arrived = [_possession(good) for good in contract.goods]
    known = [at for at in arrived if at]
    if contract.begins is Begins.FIRST_GOOD:
        return (min(known), "first_delivered") if known else (None, _waiting(contract))
    if len(known) < len(arrived):
        return None, _waiting(contract)
    return max(known), "delivered" if len(known) == 1 else "last_delivered"


def _possession(good: Good) -> datetime | None:
    """Of its last lot or piece (W2)."""
    if good.is_on_its_way or not good.delivered or not all(good.delivered):
        return None
    return max(at for at in good.delivered if at)


def _waiting(contract: Contract) -> str:
    return "not_arrived" if any(good.is_on_its_way for good in contract.goods) else "unknown"


def _uninformed(counted: Counted, law: Law) -> Counted:
    """Twelve months from the end of the first period (art. 10(1))."""
    later = days.months_after(counted.day, law.pack.uninformed_months)
    then = days.moved(Counted(later.day, later.steps[1:]), law.calendar)
    return Counted(then.day, [*counted.steps, *then.steps])
