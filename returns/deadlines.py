"""The clocks of a case as rows: started, moved, met, missed. The rules are in clocks.py."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from orders.models import Order
from returns import clocks
from returns.clocks import Clock, Facts, Fate
from returns.hours.queries import hours
from returns.hours.targets import NORMAL, RULE
from returns.law.of_orders import law_of
from returns.models import Case, CaseEvent, Deadline, Decision, LawSettings, ReturnSettings
from returns.rules import FINAL, Role
from returns.terms import load_terms

# Steps that start a clock.
STARTERS = ("approve", "accept", "accept_by_law", "agree", "switch", "trace")
# Of orders that never left the shop nothing can come back.
NOT_SENT = frozenset({Order.Status.PENDING, Order.Status.PROCESSING, Order.Status.CANCELLED})
# What a promise rests on: while it is the same, a day once promised stays, whatever the settings say later.
BASIS = ("law", "protection", "country", "released_at")
# Two ways to promise an answer; which one the settings know says nothing about a promise that stands.
ANSWERS = frozenset({RULE, "answer_in_working_days"})
AT_ONCE = 200


def sync(case: Case, now: datetime, role: Role = Role.SYSTEM) -> None:
    """Rows as the law and the shop's promises want them, and the case's own next promise; the caller saves it.

    `role`: who made the change, for a clock that stops is met or merely no longer due.
    """
    facts = facts_of(case)
    wanted = {clock.name: clock for clock in clocks_of(case, facts)}
    rows = {row.name: row for row in case.deadlines.running().select_for_update()}
    for name, row in rows.items():
        if name not in wanted:
            stop(row, clocks.fate(name, facts, role), now)
        elif basis(row) != basis(wanted[name]) and not only_later(row, wanted[name]):
            move(row, wanted[name], now)
    Deadline.objects.bulk_create(start(case, clock, now) for name, clock in wanted.items() if name not in rows)
    next_promise(case, [rows.get(name, clock) for name, clock in wanted.items()])


def clocks_of(case: Case, facts: Facts) -> list[Clock]:
    if case.status in FINAL and case.unanswered_since is None:
        return []
    terms = load_terms()
    if facts.unanswered_since:
        terms = replace(terms, hours=hours())
    return clocks.running(facts, law_of(case.order, ReturnSettings.load()), terms)


def facts_of(case: Case) -> Facts:
    since = {
        event.verb: event.at
        for event in CaseEvent.objects.filter(case=case, verb__in=STARTERS).order_by("at", "pk").only("verb", "at")
    }
    return Facts(
        kind=case.kind,
        status=case.status,
        opened_at=case.opened_at,
        unanswered_since=case.unanswered_since,
        withdrawn_at=case.withdrawn_at,
        dispatched_at=case.dispatched_at,
        received_at=case.received_at,
        remedy=case.remedy,
        claim_answered=case.kind == Case.Kind.COMPLAINT and has_answer(case),
        goods_out=case.order is None or case.order.status not in NOT_SENT,
        we_collect=case.kind == Case.Kind.WITHDRAWAL and LawSettings.load().we_collect,
        priority=case.priority,
        replied=case.first_reply_at is not None,
        since=since,
    )


def has_answer(case: Case) -> bool:
    """The law's own yes is no answer of ours."""
    by_us = case.decisions.filter(is_answer=True).exclude(verdict=Decision.Verdict.BY_LAW)
    return by_us.exists()


def basis(clock: Clock | Deadline) -> tuple[Any, ...]:
    inputs = clock.explanation.get("inputs", {})
    if clock.rule in ANSWERS:
        return ("answer", clock.since, inputs.get("priority", NORMAL))
    return (clock.rule, clock.since, *(inputs.get(name) for name in BASIS))


def only_later(row: Deadline, clock: Clock) -> bool:
    """Less urgent than before: what the customer was told stays. More urgent may only be sooner."""
    is_same = row.rule in ANSWERS and clock.rule in ANSWERS and row.since == clock.since
    return is_same and clock.due_at > row.due_at


def start(case: Case, clock: Clock, now: datetime) -> Deadline:
    return Deadline(case=case, breached_at=clock.due_at if clock.due_at < now else None, **vars(clock))


def move(row: Deadline, clock: Clock, now: datetime) -> None:
    """Its inputs changed: the proof of dispatch came, the shop told where the buyer lives."""
    if row.due_at < now:
        row.breached_at = row.breached_at or row.due_at
    for name, value in vars(clock).items():
        setattr(row, name, value)
    row.save()


def stop(row: Deadline, fate: Fate, now: datetime) -> None:
    if row.due_at < now:
        row.breached_at = row.breached_at or row.due_at
    if fate is Fate.MET:
        row.met_at = now
    else:
        row.dropped_at = now
    row.save(update_fields=["breached_at", "met_at", "dropped_at"])


def first_by_law(case: Case) -> Deadline | None:
    """The running clock of the law that ends first, if we are the ones it runs for."""
    ours = case.deadlines.running().filter(who=clocks.US)
    lawful = [row for row in ours if "law" in row.explanation.get("inputs", {}) and not row.rule.endswith("_promised")]
    return min(lawful, key=lambda row: row.due_at, default=None)


def hides_the_law(case: Case, until: datetime) -> bool:
    """Would the case lie aside beyond a day of the law?"""
    first = first_by_law(case)
    return first is not None and until > first.due_at


def next_promise(case: Case, clocks_now: Sequence[Clock | Deadline]) -> None:
    """The first of ours: a row that stood keeps its day, a new clock brings its own."""
    first = min((each for each in clocks_now if each.who == clocks.US), key=lambda each: each.due_at, default=None)
    case.due_at = first.due_at if first else None
    case.due_explanation = first.explanation if first else {}


def keep_clocks(now: datetime) -> None:
    """For `manage.py tick`: mark what was missed; give open cases that were made before there were rows theirs."""
    Deadline.objects.running().filter(due_at__lt=now, breached_at=None).update(breached_at=F("due_at"))
    owed = Q(due_at__isnull=False) | Q(kind=Case.Kind.RETURN, status=Case.Status.APPROVED)
    without = Case.objects.filter(owed, closed_at=None, deadlines=None).order_by("due_at", "pk")
    for pk in list(without.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=pk)
            sync(case, now)
            case.save(update_fields=["due_at", "due_explanation"])
