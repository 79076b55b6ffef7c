"""Which lines a claim or a delivery problem may be about, and why not. No clock, no database."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from returns.law import Law, liability_end
from returns.rules import Bought, delivered_at, not_delivered_yet
from returns.starting.rules import COMPLAINT, DELIVERY, GUARANTEE, QUESTION, RETURN

OFF = frozenset({"cancelled", "refunded"})


class No(StrEnum):
    """Why a line cannot be part of it."""

    CANCELLED = "cancelled"
    RETURNED = "returned"
    NOT_DELIVERED = "not_delivered"
    LIABILITY_OVER = "liability_over"
    GUARANTEE_OVER = "guarantee_over"


@dataclass(frozen=True)
class Claim:
    """quantity: how many pieces it may be about, 0 with a reason. day: the last one, or the one it ended on."""

    quantity: int
    no: No | None = None
    day: date | None = None


# The way that is open where this one is not.
INSTEAD = {
    (COMPLAINT, No.NOT_DELIVERED): DELIVERY,
    (COMPLAINT, No.LIABILITY_OVER): GUARANTEE,
    (GUARANTEE, No.NOT_DELIVERED): DELIVERY,
    (GUARANTEE, No.GUARANTEE_OVER): COMPLAINT,
}
INSTEAD_OF_A_RETURN = {"not_delivered": DELIVERY, "window_over": COMPLAINT, "excluded": COMPLAINT}


def may_claim(
    kind: str, line: Bought, now: datetime, law: Law, *, repaired: datetime | None = None, covered: date | None = None
) -> Claim:
    """repaired: when a conformity repair was done (R1); covered: the guarantee's last day, where it is known."""
    left = max(line.quantity - line.returned, 0)
    arrived = delivered_at(line)
    if line.order_status in OFF and not arrived:
        return Claim(0, No.CANCELLED)
    if not left:
        return Claim(0, No.RETURNED)
    if kind == DELIVERY:
        return Claim(left)
    if not_delivered_yet(line):
        return Claim(0, No.NOT_DELIVERED)
    end = covered if kind == GUARANTEE else liability_end(arrived, repaired, law).day
    if end and end < law.day(now):
        return Claim(0, No.GUARANTEE_OVER if kind == GUARANTEE else No.LIABILITY_OVER, end)
    return Claim(left, None, end)


def instead_of(kind: str, no: str) -> str:
    """The kind to offer for a line that cannot go this way; a person is never a dead end."""
    if kind == RETURN:
        return INSTEAD_OF_A_RETURN.get(no, QUESTION)
    return next((way for (asked, why), way in INSTEAD.items() if asked == kind and why == no), QUESTION)
