"""Cases of a year with all that the desk reads of them: 10,000 are written, then copied in the database.

The same number gives the same cases. A copy keeps its times, so a year stays a year however many there are.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import F, Max, Min, Model
from django.utils import timezone

from orders.models import Order
from portal.accounts.models import User
from portal.desk.figures.business import day, hour_of_week, rules
from portal.desk.figures.daily import note
from portal.desk.figures.keeping import replace
from portal.desk.figures.making import BELOW
from portal.desk.models import (
    CaseFact,
    CaseLatest,
    CaseWords,
    Contact,
    FactDay,
    FigureState,
    OpenSpell,
    ReplyFact,
    SavedView,
    SolveFact,
    TargetFact,
)
from portal.desk.searching.words import case_words
from returns.models import Case, Message, Tag, Team

BASE, AT_ONCE, AGENTS, PEOPLE = 10_000, 1000, 20, 20_000
OPEN = 20  # every twentieth case is open
SYLLABLES = ("pacz", "zwro", "fakt", "kub", "her", "rek", "dost", "pien", "kur", "buty", "swet", "lam", "stol", "krz")
ENDINGS = ("ka", "ty", "ura", "ek", "bata", "lamacja", "awa", "iadze", "ier", "owy", "y", "er", "pa", "ik")
WORDS = [first + last for first in SYLLABLES for last in ENDINGS]
RARE = "samowar"


def agent_of_the_desk() -> User:
    agent = User.objects.create_user("agent0@example.com", name="Agent 0", language="en", is_staff=True)
    agent.groups.add(*Group.objects.filter(name__in=("Agents", "Senior agents")))
    Authenticator.objects.create(user=agent, type=Authenticator.Type.TOTP, data={})  # staff have a second factor
    views: tuple[dict[str, str], ...] = ({"kind": "return"}, {"language": "pl", "view": "us"}, {"priority": "4"})
    for at, query in enumerate(views):
        SavedView.objects.create(owner=agent, name=f"View {at}", query=query, position=at)
    return agent


def write_base(now: datetime) -> None:
    """BASE cases of the last 365 days."""
    chance = random.Random(6)  # noqa: S311 - the same cases every time
    agents = [User(email=f"agent{at}@example.com", name=f"Agent {at}") for at in range(1, AGENTS + 1)]
    people = [User(email=f"c{at}@example.com", name=f"Anna {at}") for at in range(PEOPLE)]
    for user in (*agents, *people):
        user.password = "!"  # nobody signs in with it
    agents, people = User.objects.bulk_create(agents), User.objects.bulk_create(people)
    teams = Team.objects.bulk_create(Team(name=f"Team {at}") for at in range(4))
    tags = Tag.objects.bulk_create(Tag(name=f"tag{at}") for at in range(12))
    current = rules()
    for start in range(0, BASE, AT_ONCE):
        with transaction.atomic():
            cases = [_case(at, chance, now, agents, people, teams) for at in range(start, start + AT_ONCE)]
            # Every second case is about an order of some days before.
            orders = iter(Order.objects.bulk_create(_order(case, chance) for case in cases[::2]))
            for case in cases[::2]:
                case.order = next(orders)
            Case.objects.bulk_create(cases)
            _write_words(cases, chance)
            _write_facts(cases, chance, current)
            with_tag = Case.tags.through
            with_tag.objects.bulk_create(
                with_tag(case=case, tag=chance.choice(tags)) for case in cases if chance.random() < 0.3
            )
    Case.objects.update(updated_at=F("opened_at"))
    FigureState.objects.update_or_create(pk=1, defaults={"caught_up_to": now, "rules": current})


def _case(
    at: int, chance: random.Random, now: datetime, agents: list[User], people: list[User], teams: list[Team]
) -> Case:
    opened, person = now - timedelta(seconds=(BASE - at) * 365 * 86400 / BASE), chance.choice(people)
    is_open = at % OPEN == 0
    waits = is_open and chance.random() < 0.6
    return Case(
        kind=chance.choice(Case.Kind.values), reference=f"B-{at:06}", customer=person, email=person.email,
        language=chance.choice(("pl", "pl", "en", "ru")), way=chance.choice(("web", "mail", "phone")),
        subject=" ".join(chance.choices(WORDS, k=4)), status="open" if is_open else "closed", opened_at=opened,
        closed_at=None if is_open else opened + timedelta(seconds=chance.expovariate(1 / 86400)),
        assignee=chance.choice([None, *agents]), team=chance.choice([None, *teams]),
        priority=chance.choices((1, 2, 3, 4), (1, 10, 3, 1))[0], due_at=opened + timedelta(days=2) if waits else None,
        unanswered_since=opened if waits else None, submission_key=UUID(int=at),
    )  # fmt: skip


def _order(case: Case, chance: random.Random) -> Order:
    number = f"O-{case.reference}"
    return Order(
        source="bench", external_id=number, number=number, slug=number.lower(), customer=case.customer,
        status="delivered", currency="PLN", total=100, placed_at=case.opened_at - timedelta(days=chance.random() * 40),
        external_updated_at=case.opened_at, content_hash="", payload={"as": "a shop's order " * 20},
    )  # fmt: skip


def _write_words(cases: list[Case], chance: random.Random) -> None:
    bodies = {case.pk: [" ".join(chance.choices(WORDS, k=25)) for _time in range(2)] for case in cases}
    bodies[cases[0].pk][0] += f" {RARE}"
    Message.objects.bulk_create(
        Message(case=case, author=who, body=body, created_at=case.opened_at)
        for case in cases
        for who, body in zip(("customer", "agent"), bodies[case.pk], strict=True)
    )
    CaseLatest.objects.bulk_create(
        CaseLatest(
            case=case, said_at=case.opened_at, messages=2, last_words=bodies[case.pk][0][:200], as_of=case.opened_at
        )
        for case in cases
    )
    CaseWords.objects.bulk_create(
        CaseWords(case=case, words=case_words([case.reference, case.email, case.subject], bodies[case.pk]))
        for case in cases
    )


def _write_facts(cases: list[Case], chance: random.Random, current: str) -> None:
    facts: list[CaseFact] = []
    below: dict[type[Model], list[Any]] = {model: [] for model in BELOW}
    for case in cases:
        waited, solved = chance.expovariate(1 / 7200), case.closed_at
        replied, since, pk = case.opened_at + timedelta(seconds=waited), case.opened_at, case.pk
        fact = CaseFact(
            case=case, case_version=case.version, rules=current, counted=True, is_open=solved is None, kind=case.kind,
            way=case.way, language=case.language, priority=case.priority, team_id=case.team_id,
            assignee_id=case.assignee_id, order_id=case.order_id, opened_at=since, opened_on=day(since), contacts=2,
            replies=1, started_at=since, started_on=day(since), first_reply_at=replied,
            first_reply_business=waited / 3, first_reply_calendar=waited, is_first_contact=chance.random() < 0.7,
        )  # fmt: skip
        if solved:
            seconds = (solved - since).total_seconds()
            for name in ("first", "last"):
                setattr(fact, f"{name}_solved_at", solved)
                setattr(fact, f"{name}_solved_on", day(solved))
                for clock in ("business", "calendar", "business_own", "calendar_own"):
                    setattr(fact, f"{name}_{clock}", seconds)
            below[SolveFact].append(
                SolveFact(fact_id=pk, at=solved, on=day(solved), reopened_soon=chance.random() < 0.05)
            )
        facts.append(fact)
        for at in range(2):
            then = since + timedelta(seconds=waited * (at + 1))
            below[ReplyFact].append(
                ReplyFact(fact_id=pk, since=since, replied_at=then, replied_on=day(then), first=at == 0,
                          business=waited / 3, calendar=waited)
            )  # fmt: skip
            hour = hour_of_week(then)
            below[Contact].append(
                Contact(fact_id=pk, at=then, on=day(then), hour_of_week=hour, way=case.way, first=at == 0)
            )
        below[OpenSpell].append(OpenSpell(fact_id=pk, since=since, until=solved))
        due = since + timedelta(hours=30)
        below[TargetFact].append(
            TargetFact(fact_id=pk, name="answer", since=since, due_at=due, due_on=day(due), met_at=replied,
                       settled_at=replied, is_met=chance.random() < 0.93)
        )  # fmt: skip
    replace(facts, below)


def copy_base(copies: int) -> None:
    """The base once more, `copies` times, for other people: everything but the rare word."""
    first, span = _ends(Case)
    first_order, orders = _ends(Order)
    one = User.objects.get(email="c0@example.com").pk
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(1, copies + 1):
            shift, order = number * span, f"order_id + {number * orders}"
            somebody = f"{one} + (customer_id - {one} + {number * PEOPLE // 20}) % {PEOPLE}"
            other = {name: f"{name} || '-{number}'" for name in ("external_id", "number", "slug")}
            other |= {"id": f"id + {number * orders}", "customer_id": somebody}
            cursor.execute(_again(Order, other, "id", first_order, orders))
            unlike = {
                "id": f"id + {shift}",
                "reference": f"reference || '-{number}'",
                "submission_key": _key(number),
                "customer_id": somebody,
                "order_id": order,
            }
            cursor.execute(_again(Case, unlike, "id", first, span))
            through: type[Model] = Case.tags.through
            for model in (Message, CaseLatest, CaseWords, through):
                words = {"words": f"replace(words, '{RARE}', '{WORDS[0]}')"} if model is CaseWords else {}
                cursor.execute(_again(model, {"case_id": f"case_id + {shift}", **words}, "case_id", first, span))
            facts = {"case_id": f"case_id + {shift}", "order_id": order}
            cursor.execute(_again(CaseFact, facts, "case_id", first, span))
            for model in BELOW:
                cursor.execute(_again(model, {"fact_id": f"fact_id + {shift}"}, "fact_id", first, span))
    note(FactDay.objects.values_list("on", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ends(model: type[Model]) -> tuple[int, int]:
    """The first id of the base, and how many ids it takes."""
    ends = model._default_manager.aggregate(first=Min("pk"), last=Max("pk"))
    return ends["first"], ends["last"] - ends["first"] + 1


def _key(number: int) -> str:
    """Another key of the same form, made of the row's own number."""
    if connection.vendor == "postgresql":
        return f"(lpad(to_hex({number}), 16, '0') || lpad(to_hex(id), 16, '0'))::uuid"
    return f"printf('%016x%016x', {number}, id)"


def _again(model: type[Model], changed: Mapping[str, str], key: str, first: int, span: int) -> str:
    quoted = connection.ops.quote_name
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if field.column and (field.column != "id" or "id" in changed)
    ]
    selected = ", ".join(changed.get(column, quoted(column)) for column in columns)
    into = ", ".join(map(quoted, columns))
    table = quoted(model._meta.db_table)
    where = f"{quoted(key)} >= {first} AND {quoted(key)} < {first + span}"
    return f"INSERT INTO {table} ({into}) SELECT {selected} FROM {table} WHERE {where}"  # noqa: S608 - our own names


def whole_minute() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)
