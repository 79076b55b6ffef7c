"""Which clocks run for a case, and what becomes of one that stops. No clock of its own, no database, no words.

Two sorts side by side: what the law sets (returns.law, rule ids W7 to W9, C3, C4, C9) and what the shop promises of
its own will (answers, guarantee, tracing, repairs). Each says who must act, since when, by when, and how that was
counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from returns import rules
from returns.hours import targets
from returns.law import (
    Explained,
    Law,
    complaint_answer_due,
    fault_refund_due,
    may_withhold,
    reduction_refund_due,
    refund_clock,
    send_back_due,
)
from returns.law.days import Counted, days_after, end_of, plain_days_after, working_days_after
from returns.rules import Role, Terms

US, YOU = "us", "you"
TALKING = frozenset({"open", "waiting"})
# Kinds whose opening is answered under a clock of its own; a message that comes later gets the shop's promise.
CLAIMS = frozenset({"complaint", "guarantee"})
ACCEPTING = ("accept", "accept_by_law", "agree", "switch")


@dataclass(frozen=True)
class Facts:
    """What the clocks of a case are read from. `since`: when each step was last taken, by its verb."""

    kind: str
    status: str
    opened_at: datetime
    unanswered_since: datetime | None = None
    withdrawn_at: datetime | None = None
    dispatched_at: datetime | None = None
    received_at: datetime | None = None
    remedy: str = ""
    # A yes or a no to the claim was sent, even if the customer may still choose (an offer that refuses the demand).
    claim_answered: bool = False
    # The shop fetches the goods, so the money does not wait for them (W8).
    we_collect: bool = False
    # Something of it left the shop and has to come back.
    goods_out: bool = True
    priority: int = targets.NORMAL
    # The customer has had a word from us before: what she waits for now is the next one.
    replied: bool = False
    since: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def accepted_at(self) -> datetime | None:
        return max(filter(None, map(self.since.get, ACCEPTING)), default=None)

    @property
    def reduction_asked_at(self) -> datetime:
        """The customer's statement: with the claim, or when she agreed to what was offered instead."""
        return max(filter(None, (self.opened_at, self.since.get("agree"), self.since.get("switch"))))

    @property
    def back_or_sent_at(self) -> datetime | None:
        """The goods or the proof of their dispatch, whichever came first (W8)."""
        return min(filter(None, (self.received_at, self.dispatched_at)), default=None)


@dataclass(frozen=True)
class Clock:
    """`due_at` is what we hold ourselves (or the customer) to; `legal_at` the last moment by law, if a law has one."""

    name: str
    who: str
    since: datetime
    due_at: datetime
    rule: str
    explanation: dict[str, Any]
    legal_at: datetime | None = None


def running(facts: Facts, law: Law, terms: Terms) -> list[Clock]:
    """Every clock that runs where the case stands; at most one of a name."""
    return [
        *answers(facts, law, terms),
        *money(facts, law, terms),
        *remedies(facts, terms),
        *sending(facts, law, terms),
    ]


# --- Answers ---------------------------------------------------------------------------------------


def answers(facts: Facts, law: Law, terms: Terms) -> Iterator[Clock]:
    talking, asked = facts.status in TALKING, facts.unanswered_since
    if facts.kind == "complaint" and talking and not facts.claim_answered:
        # C4, C9: from receipt; a question of ours does not stop it, only an answer to the claim does.
        due, legal = complaint_answer_due(facts.opened_at, law)
        yield by_law("complaint_answer", US, facts.opened_at, due, law, legal)
    if facts.kind == "guarantee" and (talking or facts.status == "forwarded"):
        counted = plain_days_after(day(facts.opened_at, terms), terms.guarantee_days)
        yield promised("guarantee_answer", facts.opened_at, counted, terms.guarantee_days, terms, "guarantee_answer")
    if asked and not (facts.kind in CLAIMS and talking and asked <= facts.opened_at and not facts.claim_answered):
        yield answer(facts, asked, terms)
    elif facts.status == "tracing" and (traced := facts.since.get("trace")):
        counted = working_days_after(day(traced, terms), terms.trace_days, terms.calendar)
        yield promised("answer", traced, counted, terms.trace_days, terms, "trace_in_working_days")


def answer(facts: Facts, asked: datetime, terms: Terms) -> Clock:
    """In open hours by the targets of the settings; where no hours are set, in whole working days."""
    if terms.hours is None or not terms.hours.schedule.has_hours:
        due_by = rules.answer_due(asked, terms)
        return Clock("answer", US, asked, due_by.at, due_by.explanation["rule"], due_by.explanation)
    name: targets.Name = "next_reply" if facts.replied else "first_reply"
    said = targets.reply(terms.hours, facts.kind, facts.priority, name, asked)
    return Clock("answer", US, asked, said.due_at, targets.RULE, said.explained)


# --- Money -----------------------------------------------------------------------------------------


def money(facts: Facts, law: Law, terms: Terms) -> Iterator[Clock]:
    if facts.status in rules.FINAL:
        return
    if facts.kind == "withdrawal" and facts.withdrawn_at:
        yield from money_after_withdrawal(facts, facts.withdrawn_at, law)
    elif facts.kind == "return" and facts.received_at and facts.status in {"received", "inspected"}:
        due = rules.refund_due(facts.received_at, terms)
        yield Clock("refund", US, facts.received_at, due.at, due.explanation["rule"], due.explanation)
    elif facts.kind in CLAIMS and facts.status in {"accepted", "received"} and (accepted := facts.accepted_at):
        yield from money_for_a_fault(facts, accepted, law, terms)


def money_after_withdrawal(facts: Facts, withdrawn_at: datetime, law: Law) -> Iterator[Clock]:
    """W7, W8: none while the refund may wait for the goods or the proof that they were sent."""
    # Of what never left the shop nothing is waited for either.
    held = may_withhold(
        law,
        goods_back_at=facts.received_at,
        dispatched_at=facts.dispatched_at,
        we_collect=facts.we_collect or not facts.goods_out,
    )
    due = refund_clock(withdrawn_at, held, law)
    if due.day:
        yield by_law("refund", US, withdrawn_at, due, law)


def money_for_a_fault(facts: Facts, accepted: datetime, law: Law, terms: Terms) -> Iterator[Clock]:
    """C3: a lower price from the statement, the whole price from the goods or their proof of dispatch."""
    if facts.remedy == "reduction":
        asked = facts.reduction_asked_at
        yield by_law("refund", US, asked, reduction_refund_due(asked, law), law)
    elif facts.remedy == "withdrawal" and (came := facts.back_or_sent_at):
        yield by_law("refund", US, came, fault_refund_due(came, law), law)
    elif facts.remedy == "refund":
        counted = plain_days_after(day(accepted, terms), terms.refund_days)
        yield promised("refund", accepted, counted, terms.refund_days, terms, "refund_after_acceptance")


def remedies(facts: Facts, terms: Terms) -> Iterator[Clock]:
    """Repair and replacement: in a reasonable time (C2), which the shop says in days."""
    if (
        facts.kind in CLAIMS
        and facts.status in {"accepted", "received"}
        and facts.remedy in {"", "repair", "replacement"}
    ):
        since = facts.received_at or facts.accepted_at
        if since:
            counted = plain_days_after(day(since, terms), terms.remedy_days)
            yield promised("remedy", since, counted, terms.remedy_days, terms, "remedy_in_days")


# --- Goods -----------------------------------------------------------------------------------------


def sending(facts: Facts, law: Law, terms: Terms) -> Iterator[Clock]:
    """The customer's own clock; it stops when the goods are on their way."""
    if facts.back_or_sent_at or not facts.goods_out:
        return
    if facts.kind == "withdrawal" and facts.withdrawn_at and facts.status in TALKING | {"approved"}:
        yield by_law("send_back", YOU, facts.withdrawn_at, send_back_due(facts.withdrawn_at, law), law)
    if facts.kind == "return" and facts.status == "approved" and (approved := facts.since.get("approve")):
        counted = days_after(day(approved, terms), terms.send_back_days, terms.calendar)
        yield promised("send_back", approved, counted, terms.send_back_days, terms, "send_back_promised", YOU)


# --- How a clock ends ------------------------------------------------------------------------------


class Fate(StrEnum):
    MET = "met"
    DROPPED = "dropped"


def fate(name: str, facts: Facts, role: Role) -> Fate:
    """Why a clock no longer runs: done, or no longer due because the case took another way."""
    done = {
        # Only a word of ours answers; the customer may have ended it herself.
        "answer": role is not Role.CUSTOMER,
        "complaint_answer": facts.claim_answered,
        "guarantee_answer": role is Role.AGENT,
        "refund": facts.status in {"refunded", "resolved"},
        "remedy": facts.status in {"resolved", "refunded"},
        "send_back": facts.back_or_sent_at is not None,
    }
    return Fate.MET if done[name] else Fate.DROPPED


# --- Shapes ----------------------------------------------------------------------------------------


def by_law(name: str, who: str, since: datetime, due: Explained, law: Law, legal: Explained | None = None) -> Clock:
    """`legal`: a latest day with an explanation of its own; else the one that came with `due`, where it is later."""
    if due.day is None:
        raise ValueError(f"{due.rule} has no day.")
    latest = legal.day if legal else due.latest
    return Clock(
        name=name,
        who=who,
        since=since,
        due_at=end_of(due.day, law.tz),
        rule=due.rule,
        explanation=due.as_dict(),
        legal_at=end_of(latest, law.tz) if latest else None,
    )


def promised(
    name: str, since: datetime, counted: Counted, number: int, terms: Terms, rule: str, who: str = US
) -> Clock:
    """The shop's own word."""
    due = rules.promise(rule, since, counted, {"days": number}, terms)
    return Clock(name, who, since, due.at, rule, due.explanation)


def day(at: datetime, terms: Terms) -> date:
    return at.astimezone(terms.tz).date()
