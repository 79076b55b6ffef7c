"""A case's story as the rows that figures add up. No database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Model

from portal.desk.figures.business import day, hour_of_week
from portal.desk.figures.loading import Told
from portal.desk.figures.rules import Business, Happened, elapsed, resolution, what_happened
from portal.desk.models import CaseFact, CaseProduct, Contact, OpenSpell, ReplyFact, SolveFact, TargetFact

# What hangs on a CaseFact, in the order in which rows are written.
BELOW: tuple[type[Model], ...] = (CaseProduct, ReplyFact, SolveFact, OpenSpell, Contact, TargetFact)


def happened_in(told: Told, new_cases: list[datetime]) -> Happened:
    return what_happened(replace(told.story, new_cases=new_cases))


def fact_of(told: Told, happened: Happened, rules: str, business: Business) -> CaseFact:
    case, story = told.case, told.story
    fact = CaseFact(
        case_id=case["pk"],
        case_version=case["version"],
        rules=rules,
        counted=told.counted,
        is_open=happened.is_open,
        kind=case["kind"],
        way=case["way"],
        language=case["language"],
        priority=case["priority"],
        team_id=case["team_id"],
        assignee_id=case["assignee_id"],
        order_id=case["order_id"],
        opened_at=story.opened_at,
        opened_on=day(story.opened_at),
        contacts=len(happened.turns),
        replies=happened.replies,
        had_article=told.had_article,
        reopened_at=happened.reopenings[0] if happened.reopenings else None,
        reopens=len(happened.reopenings),
        is_first_contact=happened.is_first_contact,
        first_level=happened.first_level,
    )
    add_first_reply(fact, told, happened, business)
    add_resolution(fact, "first", told, happened.first_solve, happened, business)
    add_resolution(fact, "last", told, happened.last_solve, happened, business)
    return fact


def add_first_reply(fact: CaseFact, told: Told, happened: Happened, business: Business) -> None:
    reply, since = happened.first_reply, happened.started_at
    fact.started_at = since
    # A split counts from when it was split, also where its first reply is older.
    fact.started_on = day(max(since, told.story.opened_at)) if since else None
    if reply:
        fact.first_reply_at, fact.first_reply_by_id = reply.at, reply.agent
        fact.first_reply_business = business(reply.since, reply.at)
        fact.first_reply_calendar = elapsed(reply.since, reply.at)


def add_resolution(
    fact: CaseFact, which: str, told: Told, at: datetime | None, happened: Happened, business: Business
) -> None:
    if at is None:
        return
    took = resolution(told.story, happened, at, business)
    values: dict[str, Any] = {
        f"{which}_solved_at": at,
        f"{which}_solved_on": day(at),
        f"{which}_business": took.business,
        f"{which}_calendar": took.calendar,
        f"{which}_business_own": took.business_own,
        f"{which}_calendar_own": took.calendar_own,
    }
    for name, value in values.items():
        setattr(fact, name, value)


def rows_below(told: Told, happened: Happened, business: Business) -> Iterator[Model]:
    pk = told.case["pk"]
    if told.case["left_out"]:
        return
    for turn in happened.turns:
        on, hour = day(turn.at), hour_of_week(turn.at)
        yield Contact(fact_id=pk, at=turn.at, on=on, hour_of_week=hour, way=turn.way, first=turn.first)
    if not told.counted:
        return
    for product, name in told.products.items():
        yield CaseProduct(fact_id=pk, product=product, name=name)
    for run in happened.runs:
        yield ReplyFact(
            fact_id=pk,
            since=run.since,
            replied_at=run.replied_at,
            replied_on=day(run.replied_at),
            first=run.first,
            business=business(run.since, run.replied_at),
            calendar=elapsed(run.since, run.replied_at),
            agent_id=run.agent,
        )
    for solve in happened.solves:
        again = solve.reopened_at
        yield SolveFact(
            fact_id=pk, at=solve.at, on=day(solve.at), reopened_at=again, reopened_soon=solve.reopened_soon
        )
    for since, until in happened.spells:
        yield OpenSpell(fact_id=pk, since=since, until=until)
    yield from targets(told)


def targets(told: Told) -> Iterator[TargetFact]:
    """One that was dropped before it fell due asks nothing of us; one that was missed stays missed, also if moved."""
    for row in told.deadlines:
        due = row["breached_at"] or row["due_at"]
        met, dropped = row["met_at"], row["dropped_at"]
        if dropped and dropped < due:
            continue
        yield TargetFact(
            fact_id=told.case["pk"],
            name=row["name"],
            since=row["since"],
            due_at=due,
            due_on=day(due),
            met_at=met,
            settled_at=met or dropped,
            is_met=met is not None and met <= due,
        )
