"""What may be done with one line of an order, beside withdrawing: complain, claim a guarantee, say it did not come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from returns.law.complaints import guarantee_end, liability_end
from returns.law.jurisdiction import Law
from returns.law.withdrawal import Verdict, Why


@dataclass(frozen=True, slots=True)
class Held:
    """One line as far as faults are concerned. `delivered`: its last lot's moment, None when nobody knows it.

    `first_delivered`: of its first lot, from which on a fault can show. `guaranteed_since`: of a replacement under the
    guarantee, which starts the guarantee anew (KC art. 581).
    """

    quantity: int
    taken: int = 0
    delivered: datetime | None = None
    first_delivered: datetime | None = None
    is_missing: bool = False  # certain that none of it has arrived
    is_cancelled: bool = False
    repaired: datetime | None = None
    guarantee_months: int | None = None
    guaranteed_since: datetime | None = None


def complaint_verdict(line: Held, law: Law, now: datetime) -> Verdict:
    """C1, R1: as long as the seller is liable, and when nobody knows since when. Not for what went back."""
    if no := _not_held(line):
        return no
    end = liability_end(line.delivered, line.repaired, law)
    if end.day and law.day(now) > end.day:
        return Verdict(0, Why.OVER, end)
    return Verdict(line.quantity - line.taken, None, end)


def guarantee_verdict(line: Held, law: Law, now: datetime) -> Verdict:
    """C7: a promise the shop knows of, or one only the customer has the card of (open, without a day)."""
    if no := _not_held(line):
        return no
    left = line.quantity - line.taken
    if line.guarantee_months is None:
        return Verdict(left, None, None)
    if line.guarantee_months == 0:
        return Verdict(0, Why.NO_GUARANTEE)
    end = guarantee_end(line.guaranteed_since or line.delivered, line.guarantee_months, law)
    if end.day and law.day(now) > end.day:
        return Verdict(0, Why.OVER, end)
    return Verdict(left, None, end)


def delivery_verdict(line: Held) -> Verdict:
    """Lost, late, damaged, incomplete: open for whatever was ordered and not cancelled."""
    if line.is_cancelled and line.first_delivered is None:
        return Verdict(0, Why.CANCELLED)
    left = max(line.quantity - line.taken, 0)
    return Verdict(left) if left else Verdict(0, Why.ALREADY_RETURNED)


def last_of(moments: Sequence[datetime | None]) -> datetime | None:
    """None when one is not known: then nothing has ended (W4)."""
    return max((at for at in moments if at), default=None) if all(moments) else None


def _not_held(line: Held) -> Verdict | None:
    if line.is_cancelled and line.first_delivered is None:
        return Verdict(0, Why.CANCELLED)
    if line.quantity <= line.taken:
        return Verdict(0, Why.ALREADY_RETURNED)
    if line.is_missing:
        return Verdict(0, Why.NOT_DELIVERED)
    return None
