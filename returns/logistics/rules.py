"""When goods have to come back, who pays for it, what proves that they are on their way, and whose money it is.

Pure: no clock, no database, no words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

# --- Does anything come back? ---------------------------------------------------------------------

# Statuses in which the goods are expected. A withdrawal is in force before anybody looked at it (law W6).
EXPECTED: Mapping[str, frozenset[str]] = {
    "withdrawal": frozenset({"open", "waiting", "approved"}),
    "return": frozenset({"approved"}),
    "complaint": frozenset({"accepted"}),
    "guarantee": frozenset({"accepted"}),
}
# Ways out of a claim for which the shop needs the goods (UoPK 43d, 43e): money for a fault leaves them where they are.
WITH_THE_GOODS = frozenset({"repair", "replacement", "withdrawal"})
CLAIMS = frozenset({"complaint", "guarantee"})
# Orders whose goods have left: before that, nothing can be sent back.
SENT_ORDERS = frozenset({"shipped", "delivered", "completed", "refunded"})


def awaits_goods(kind: str, status: str, remedy: str, order_status: str) -> bool:
    if status not in EXPECTED.get(kind, frozenset()) or order_status not in SENT_ORDERS:
        return False
    return kind not in CLAIMS or remedy in WITH_THE_GOODS


def customer_keeps_it(kind: str, remedy: str) -> bool:
    """The claim is settled with the item where it is. Undecided (no remedy yet), the shop may want to see it first."""
    return kind in CLAIMS and bool(remedy) and remedy not in WITH_THE_GOODS


def sending_frees_money(kind: str, remedy: str) -> bool:
    """Whether the proof that the goods were sent starts the refund (W8, C3); a mere return waits for the goods."""
    return kind == "withdrawal" or (kind in CLAIMS and remedy == "withdrawal")


class Payer(StrEnum):
    CUSTOMER = "customer"
    SHOP = "shop"


def payer(kind: str, shop_pays: bool) -> Payer:
    """A claim never costs the customer anything (C2, UoPK 43d(4)); else as the shop promises (W9)."""
    return Payer.SHOP if kind in CLAIMS or shop_pays else Payer.CUSTOMER


# --- Tracking numbers -----------------------------------------------------------------------------

NUMBER = re.compile(r"[A-Z0-9]{6,40}")
MOST_PARCELS = 5


def plain_number(typed: str) -> str:
    """As carriers print it, without spaces and dashes; "" when it cannot be one."""
    number = re.sub(r"[\s./–-]+", "", typed).upper()
    return number if NUMBER.fullmatch(number) and any(letter.isdigit() for letter in number) else ""


# --- Proof of dispatch (W8) -----------------------------------------------------------------------

# The carrier has it, or had it: a label that was only printed proves nothing.
IN_ITS_HANDS = frozenset(
    {
        "accepted",
        "in_transit",
        "out_for_delivery",
        "ready_for_pickup",
        "pickup_reminder",
        "attempt_failed",
        "delayed",
        "delivered",
        "returned",
    }
)
AT_THE_SHOP = frozenset({"delivered", "returned"})
# Somebody may post the parcel in the morning and fill in the form at noon.
POSTED_BEFORE = timedelta(days=2)


def first_scan(news: Iterable[tuple[str, datetime]], opened_at: datetime) -> datetime | None:
    """When the carrier took the parcel. A number whose way began long before the case is another parcel's."""
    seen = [at for status, at in news if status in IN_ITS_HANDS]
    first = min(seen, default=None)
    return first if first is not None and first >= opened_at - POSTED_BEFORE else None


def may_be_handed_over_on(day: date, opened: date, today: date) -> bool:
    """A receipt's day: not in the future, and not long before the case."""
    return opened - POSTED_BEFORE <= day <= today


# --- Whose money is it? ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paid:
    """A refund as the shop told it; `pieces`: order line id → pieces it names, empty when it names none."""

    amount: Decimal
    currency: str
    pieces: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Owed:
    """A case that waits for its money; `amount` is None when nobody can work it out."""

    case: int
    amount: Decimal | None
    currency: str
    pieces: Mapping[int, int] = field(default_factory=dict)
    before: Decimal = Decimal(0)


def settles(paid: Paid, owed: Owed, step: Decimal) -> bool:
    """Is this the case's money, all of it?

    Named lines decide: all of the case's pieces and nothing of another line. Without lines the amount does, to the
    smallest coin: a gesture of 10 zł must not end a case of 500 zł.
    """
    if paid.currency != owed.currency:
        return False
    if paid.pieces:
        covers = all(paid.pieces.get(line, 0) >= pieces for line, pieces in owed.pieces.items())
        return bool(owed.pieces) and covers and not set(paid.pieces) - set(owed.pieces)
    return is_exact(paid, owed, step)


def is_exact(paid: Paid, owed: Owed, step: Decimal) -> bool:
    return owed.amount is not None and abs(owed.before + paid.amount - owed.amount) <= step


def whose(paid: Paid, waiting: Iterable[Owed], step: Decimal) -> int | None:
    """The one case this refund settles; None when it is nobody's, or could be two cases'."""
    fitting = [owed for owed in waiting if settles(paid, owed, step)]
    exact = [each.case for each in fitting if is_exact(paid, each, step)]
    if len(exact) == 1:
        return exact[0]
    return fitting[0].case if len(fitting) == 1 else None


SAME_MONEY = timedelta(days=45)


def is_same_money(one: Decimal, made_at: datetime, other: Decimal, told_at: datetime) -> bool:
    """An agent writes the refund down, the shop's system tells of it: one payment, told twice."""
    return one == other and abs(told_at - made_at) <= SAME_MONEY
