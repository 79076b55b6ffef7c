"""What may go back, what we promise by when, and who may do which step. No clock, no database, no words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from returns.hours.targets import Hours
from returns.law.days import Calendar, Counted, days_after, end_of, working_days_after

# --- Who may do what -----------------------------------------------------------------------------


class Role(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    # The law's clock, the shop's API, the matching of a withdrawal with its order.
    SYSTEM = "system"


@dataclass(frozen=True)
class Rule:
    target: str
    who: frozenset[Role]


US, THEM, CLOCK = frozenset({Role.AGENT}), frozenset({Role.CUSTOMER}), frozenset({Role.SYSTEM})
BOTH, MACHINE_TOO = US | THEM, US | CLOCK

Steps = Mapping[str, Rule]

ASK, ANSWER = {"ask": Rule("waiting", US)}, {"answer": Rule("open", THEM)}
APPROVE = {"approve": Rule("approved", US)}
CONFIRM = {"confirm": Rule("approved", MACHINE_TOO)}
ACCEPT = {"accept": Rule("accepted", US)}
ACCEPT_BY_LAW = {"accept_by_law": Rule("accepted", CLOCK)}
# Another remedy than the one demanded: the customer agrees (or an agent notes that she did), or keeps to the demand.
OFFER = {
    "offer": Rule("waiting", US),
    "agree": Rule("accepted", BOTH),
    "turn_down": Rule("open", THEM),
}
FORWARD = {"forward": Rule("forwarded", US)}
TRACE = {"trace": Rule("tracing", US)}
RECEIVE = {"receive": Rule("received", MACHINE_TOO)}
INSPECT = {"inspect": Rule("inspected", US)}
RESOLVE = {"resolve": Rule("resolved", US)}
ARRIVED = {"arrived": Rule("resolved", THEM)}
REFUND = {"refund": Rule("refunded", MACHINE_TOO)}
DECLINE = {"decline": Rule("declined", US)}
CANCEL = {"cancel": Rule("cancelled", THEM)}
CLOSE = {"close": Rule("closed", US)}
SETTLE = {"close": Rule("closed", BOTH)}


def in_talk(steps: dict[str, Rule]) -> dict[str, Steps]:
    """The same steps whether it is our turn to write or the customer's."""
    return {"open": ASK | steps, "waiting": ANSWER | steps}


def ending(*statuses: str) -> dict[str, Steps]:
    return {status: {} for status in statuses}


# STEPS[kind][status][verb]: what may happen next. "ask" and "answer" are messages.
STEPS: Mapping[str, Mapping[str, Steps]] = {
    "withdrawal": {
        **in_talk(CONFIRM | RECEIVE | REFUND | DECLINE | CLOSE),
        "approved": RECEIVE | REFUND | DECLINE | CLOSE,
        "received": INSPECT | REFUND | DECLINE,
        "inspected": REFUND | DECLINE,
        **ending("refunded", "declined", "closed"),
    },
    "return": {
        **in_talk(APPROVE | RECEIVE | DECLINE | CANCEL | CLOSE),
        "approved": RECEIVE | DECLINE | CANCEL | CLOSE,
        "received": INSPECT | REFUND | DECLINE,
        "inspected": REFUND | DECLINE,
        **ending("refunded", "declined", "cancelled", "closed"),
    },
    # No closing: a claim ends with an answer to it, or the customer takes it back (UoPK art. 7a).
    "complaint": {
        **in_talk(ACCEPT | ACCEPT_BY_LAW | OFFER | DECLINE | CANCEL),
        # "switch": what was accepted cannot be done, the next remedy takes its place.
        "accepted": RECEIVE | RESOLVE | REFUND | {"switch": Rule("accepted", US)},
        "received": RESOLVE | REFUND | {"switch": Rule("received", US)},
        **ending("resolved", "refunded", "declined", "cancelled"),
    },
    "guarantee": {
        **in_talk(FORWARD | ACCEPT | DECLINE | CANCEL | CLOSE),
        "forwarded": RESOLVE | DECLINE | CLOSE,
        "accepted": RECEIVE | RESOLVE | REFUND,
        "received": RESOLVE | REFUND,
        **ending("resolved", "refunded", "declined", "cancelled", "closed"),
    },
    "delivery": {
        **in_talk(TRACE | RESOLVE | REFUND | DECLINE | CLOSE | ARRIVED),
        "tracing": RESOLVE | REFUND | DECLINE | ARRIVED,
        **ending("resolved", "refunded", "declined", "closed"),
    },
    "question": {
        **in_talk(SETTLE),
        "closed": ANSWER | ASK,
    },
}
# A merged case is one only in name: its thread went on elsewhere (returns.actions writes it, no step leads there).
FINAL = frozenset({"refunded", "declined", "cancelled", "closed", "resolved", "merged"})
# Kinds whose pieces are set aside on the order line, and the ends that give them back.
RESERVES = frozenset({"withdrawal", "return"})
GIVES_BACK = frozenset({"decline", "cancel", "close"})
RELEASED = frozenset({"declined", "cancelled", "closed"})
# Rows of history that sort a case or join it with others: no news for the customer or the shop's systems.
BESIDE = frozenset(
    {
        "assign",
        "team",
        "priority",
        "tag",
        "snooze",
        "wake",
        "merged_from",
        "split",
        "link",
        "leave_out",
        "thanks",
        "rule",
        "unmerge",
        "unlink",
        "survey",
        "callback",
        "phone",
        "live",
        "live_over",
        "live_end",
    }
)
# Written, not taken: messages pass the turn.
MESSAGES = frozenset({"ask", "answer"})
# An answer to a claim is kept as paper (returns.complaints); no other door writes one.
ON_PAPER = frozenset(
    {
        ("complaint", "accept"),
        ("complaint", "accept_by_law"),
        ("complaint", "offer"),
        ("complaint", "agree"),
        ("complaint", "decline"),
        ("complaint", "switch"),
        ("guarantee", "decline"),
    }
)
# Steps that tell the customer what she waited to hear, also when the machine takes them; so does every end.
TELLS = frozenset({"confirm", "accept_by_law", "refund"})


def step(kind: str, status: str, verb: str, role: Role) -> str | None:
    """The status after this step, or None when this role may not take it now."""
    rule = STEPS.get(kind, {}).get(status, {}).get(verb)
    return rule.target if rule and role in rule.who else None


def steps_open_to(kind: str, status: str, role: Role) -> list[str]:
    return [verb for verb, rule in STEPS.get(kind, {}).get(status, {}).items() if role in rule.who]


# --- Promises ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """The shop's promises and the calendar they are counted in."""

    return_days: int
    send_back_days: int
    answer_days: int
    refund_days: int
    calendar: Calendar
    tz: tzinfo
    country: str = ""
    guarantee_days: int = 14
    remedy_days: int = 14
    trace_days: int = 5
    # Where opening hours are set, answers are promised in them and not in whole working days.
    hours: Hours | None = None


@dataclass(frozen=True)
class Promise:
    at: datetime
    explanation: dict[str, Any]


def promise(rule: str, since: datetime, counted: Counted, inputs: dict[str, Any], terms: Terms) -> Promise:
    at = end_of(counted.day, terms.tz)
    return Promise(
        at,
        {
            "rule": rule,
            "inputs": {**inputs, "since": since.isoformat(), "country": terms.country, "zone": str(terms.tz)},
            "steps": counted.steps,
            "result": counted.day.isoformat(),
        },
    )


def answer_due(since: datetime, terms: Terms) -> Promise:
    counted = working_days_after(since.astimezone(terms.tz).date(), terms.answer_days, terms.calendar)
    return promise("answer_in_working_days", since, counted, {"days": terms.answer_days}, terms)


def refund_due(received_at: datetime, terms: Terms) -> Promise:
    """Calendar days from the arrival of the goods, not moved: a later day would be a worse promise."""
    start = received_at.astimezone(terms.tz).date()
    day = start + timedelta(days=terms.refund_days)
    steps: list[dict[str, Any]] = [
        {"date": start.isoformat(), "what": "start"},
        {"date": day.isoformat(), "what": "days", "number": terms.refund_days},
    ]
    return promise("refund_after_arrival", received_at, Counted(day, steps), {"days": terms.refund_days}, terms)


# --- Which lines may go back -----------------------------------------------------------------------

ON_THE_WAY = frozenset(
    {
        "announced",
        "accepted",
        "in_transit",
        "out_for_delivery",
        "ready_for_pickup",
        "pickup_reminder",
        "attempt_failed",
        "delayed",
    }
)


@dataclass(frozen=True)
class Parcel:
    status: str
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class Bought:
    """One order line as far as returning it is concerned."""

    quantity: int
    returned: int
    order_status: str
    order_delivered_at: datetime | None = None
    # The parcels this line travels in, or all of the order's when the shop did not say which.
    parcels: Sequence[Parcel] = field(default_factory=tuple)


class No(StrEnum):
    """Why a line cannot go back."""

    CANCELLED = "cancelled"
    ALREADY_RETURNED = "already_returned"
    NOT_DELIVERED = "not_delivered"
    WINDOW_OVER = "window_over"


@dataclass(frozen=True)
class Verdict:
    quantity: int
    no: No | None
    # The last day; None while we don't know when the goods arrived, or before they did.
    last_day: date | None = None


def delivered_at(line: Bought) -> datetime | None:
    """When the last parcel of this line arrived (law W2); None as long as one is missing or unknown."""
    times = [parcel.delivered_at for parcel in line.parcels]
    if times and all(times):
        return max(at for at in times if at)
    return None if times else line.order_delivered_at


def not_delivered_yet(line: Bought) -> bool:
    """Certain only from the shop or a carrier; no news is not a no (law W4)."""
    if any(parcel.status in ON_THE_WAY and not parcel.delivered_at for parcel in line.parcels):
        return True
    return line.order_status in {"pending", "processing"} and not any(
        parcel.status == "delivered" or parcel.delivered_at for parcel in line.parcels
    )


def may_return(line: Bought, now: datetime, terms: Terms) -> Verdict:
    left = max(line.quantity - line.returned, 0)
    if line.order_status in {"cancelled", "refunded"}:
        return Verdict(0, No.CANCELLED)
    if not left:
        return Verdict(0, No.ALREADY_RETURNED)
    if not_delivered_yet(line):
        return Verdict(0, No.NOT_DELIVERED)
    arrived = delivered_at(line)
    if arrived is None:
        return Verdict(left, None)
    last = days_after(arrived.astimezone(terms.tz).date(), terms.return_days, terms.calendar).day
    if now.astimezone(terms.tz).date() > last:
        return Verdict(0, No.WINDOW_OVER, last)
    return Verdict(left, None, last)


# --- Money ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Worth:
    amount: Decimal
    # False: a part of a line was divided, so a cent may move.
    exact: bool


def worth_of(line_total: Decimal, bought: int, wanted: int, step: Decimal = Decimal("0.01")) -> Worth:
    """What wanted of bought pieces cost, from the line's own total; the whole line is never recomputed."""
    if wanted == bought:
        return Worth(line_total, True)
    share = line_total * wanted / bought
    rounded = share.quantize(step, ROUND_HALF_UP)
    return Worth(rounded, rounded == share)


def worth_together(parts: Sequence[Worth]) -> Worth:
    return Worth(sum((part.amount for part in parts), Decimal(0)), all(part.exact for part in parts))
