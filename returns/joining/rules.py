"""Which cases may be joined into one, and which messages may become a case of their own. No database, no clock.

What sets pieces aside or has a clock of the law, an order of its own to settle or money in it stays a case: it may
take another one in, it never goes into another.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Nothing is decided in these; a parcel that is being traced, for one, is.
TALK = frozenset({"question", "delivery"})
STILL_TALK = frozenset({"open", "waiting", "closed"})
# Clocks that a thread may take along: the promise to answer moves with the message.
MOVABLE = frozenset({"answer"})
# Their opening is the moment the law counts from, so a merge leaves it.
OPENING_COUNTS = frozenset({"complaint", "guarantee", "withdrawal", "return"})


class No(StrEnum):
    SAME = "same"
    OTHER_CUSTOMER = "other_customer"
    ALREADY_JOINED = "already_joined"
    HOLDS_A_CLAIM = "holds_a_claim"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Joining:
    """A case as far as joining is concerned. `owner`: the account or the guest's address, "" when erased."""

    pk: int
    owner: str
    kind: str
    status: str
    is_joined: bool
    is_left_out: bool
    has_lines: bool
    has_money: bool
    clocks: Collection[str]


def why_not(source: Joining, target: Joining) -> No | None:
    if source.pk == target.pk:
        return No.SAME
    if source.is_joined or target.is_joined:
        return No.ALREADY_JOINED
    if not source.owner or source.owner != target.owner:
        return No.OTHER_CUSTOMER
    if target.is_left_out:
        return No.LEFT_OUT
    return None if may_be_source(source) else No.HOLDS_A_CLAIM


def may_be_source(case: Joining) -> bool:
    talks = case.kind in TALK and case.status in STILL_TALK
    return talks and not case.has_lines and not case.has_money and not set(case.clocks) - MOVABLE


@dataclass(frozen=True)
class Said:
    """A message as far as splitting is concerned, oldest first. `decided`: it came with a decision, and stays."""

    pk: int
    by_customer: bool
    by_agent: bool
    internal: bool
    needs_no_reply: bool = False
    decided: bool = False


class NoSplit(StrEnum):
    NOTHING = "nothing"
    THE_FIRST = "the_first"
    DECIDED = "decided"
    NOBODY_ASKS = "nobody_asks"


def why_not_split(thread: Sequence[Said], chosen: Collection[int]) -> NoSplit | None:
    """The first message is what the case is about; a new question needs somebody who asks it."""
    wanted = [said for said in thread if said.pk in chosen]
    if not wanted or len(wanted) < len(set(chosen)):
        return NoSplit.NOTHING
    if thread[0].pk in chosen:
        return NoSplit.THE_FIRST
    if any(said.decided for said in wanted):
        return NoSplit.DECIDED
    return None if any(said.by_customer for said in wanted) else NoSplit.NOBODY_ASKS


def unanswered(thread: Sequence[Said]) -> int | None:
    """The first message of the customer after our last word; None when nobody waits for us."""
    waiting: int | None = None
    for said in thread:
        if said.internal:
            continue
        if said.by_agent:
            waiting = None
        elif said.by_customer and not said.needs_no_reply:
            waiting = waiting or said.pk
    return waiting
