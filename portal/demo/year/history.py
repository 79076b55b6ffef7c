"""Cases that ended: a year of them, written straight as rows with their messages, steps and clocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from random import Random
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce

from kb.models import ArticlePage
from orders.models import Order
from portal.accounts.models import User
from portal.demo.year.pace import answered, moments, within_hours
from portal.demo.year.people import Person
from portal.demo.year.topics import AGAIN, THANKS, TOPICS, Topic
from portal.desk.models import ArticleLink
from returns.models import Case, CaseEvent, Deadline, Message, Tag, Team, Way
from returns.reference import new_reference

A_DAY = 1.35
WAYS = {Way.WEB: 62, Way.MAIL: 21, Way.PHONE: 12, Way.LIVE: 5}
TAGS = (
    ("christmas", Tag.Colour.GREEN),
    ("wholesale", Tag.Colour.VIOLET),
    ("carrier", Tag.Colour.BLUE),
    ("supplier", Tag.Colour.YELLOW),
)
PROMISE = timedelta(hours=3)
ENDS = {
    "complaint": ("resolve", Case.Status.RESOLVED),
    "guarantee": ("resolve", Case.Status.RESOLVED),
    "delivery": ("resolve", Case.Status.RESOLVED),
}


@dataclass
class Rows:
    """What is written at the end, each kind at once."""

    cases: list[Case] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    links: list[ArticleLink] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """Who is there, and what they answer with."""

    agents: Sequence[User]
    teams: dict[int, Team]
    tags: Sequence[Tag]
    articles: dict[tuple[str, str], ArticlePage]


def make_history(
    people: dict[str, Person],
    orders: Sequence[Order],
    desk: Desk,
    today: date,
    zone: tzinfo,
    dice: Random,
    days: int = 365,
) -> int:
    """How many cases were written. Each begins within two weeks of an order by the same customer."""
    rows, placed = Rows(), 0
    for at in moments(today, days - 1, A_DAY, dice, zone):
        while placed < len(orders) - 1 and orders[placed].placed_at < at - timedelta(days=2):
            placed += 1
        order = orders[max(0, placed - dice.randrange(60))]
        tell(rows, at, order, people[order.email], desk, today, dice)
    write(rows)
    tagged = Case.tags.through
    tagged.objects.bulk_create(
        tagged(case=case, tag=dice.choice(desk.tags)) for case in rows.cases if dice.random() < 0.2
    )
    return len(rows.cases)


def tell(rows: Rows, at: datetime, order: Order, person: Person, desk: Desk, today: date, dice: Random) -> None:
    topic = dice.choices(TOPICS, [each.weight for each in TOPICS])[0]
    words, agent = topic.words[person.language], dice.choice(desk.agents)
    way = dice.choices(list(WAYS), list(WAYS.values()))[0]
    first = at + timedelta(minutes=6) if way in (Way.PHONE, Way.LIVE) else answered(at, today, dice)
    case = Case(
        kind=topic.kind,
        reference=new_reference(topic.kind),
        customer=order.customer,
        email=person.email,
        language=person.language,
        order=order,
        subject=words.subject,
        assignee=agent,
        team=desk.teams.get(agent.pk),
        way=way,
        opened_at=at,
        first_reply_at=first,
        submission_key=UUID(int=dice.getrandbits(128), version=4),
        opened_by=agent if way == Way.PHONE else None,
        version=5,
    )
    rows.cases.append(case)
    said(rows, case, at, "customer", order.customer, words.asked)
    step(rows, case, at, "open", None, {"to": "open"})
    sent = said(rows, case, first, "agent", agent, words.answered)
    link(rows, case, sent, topic, desk, dice)
    clock(rows, case, at, first)
    end(rows, case, first, agent, dice, today)


def end(rows: Rows, case: Case, at: datetime, agent: User, dice: Random, today: date) -> None:
    """Some thank, some ask again; a few open it once more after it was closed."""
    if dice.random() < 0.22:
        again = at + timedelta(hours=dice.uniform(2, 30))
        said(rows, case, again, "customer", case.customer, AGAIN[case.language])
        at = answered(again, today, dice)
        said(rows, case, at, "agent", agent, topic_answer(case))
        clock(rows, case, again, at)
    elif dice.random() < 0.3:
        said(rows, case, at + timedelta(hours=1), "customer", case.customer, THANKS[case.language], thanks=True)
    verb, status = ENDS.get(case.kind, ("close", Case.Status.CLOSED))
    closed = within_hours(at, timedelta(hours=dice.choice((0, 0, 1, 4, 9, 20))))
    step(rows, case, closed, verb, agent, {"from": "waiting", "to": status})
    if dice.random() < 0.05 and case.kind == Case.Kind.QUESTION:
        back = closed + timedelta(days=dice.uniform(0.5, 12))
        said(rows, case, back, "customer", case.customer, AGAIN[case.language])
        step(rows, case, back, "answer", case.customer, {"from": "closed", "to": "open"})
        closed = answered(back, today, dice)
        said(rows, case, closed, "agent", agent, topic_answer(case))
        clock(rows, case, back, closed)
        step(rows, case, closed, verb, agent, {"from": "waiting", "to": status})
    case.status, case.closed_at = status, closed
    if status == Case.Status.RESOLVED:
        case.resolved_at = closed


def topic_answer(case: Case) -> str:
    return next(
        words.answered
        for topic in TOPICS
        if (words := topic.words[case.language]).subject == case.subject and topic.kind == case.kind
    )


def said(
    rows: Rows, case: Case, at: datetime, author: str, user: User | None, body: str, thanks: bool = False
) -> Message:
    message = Message(
        case=case, author=author, user=user, body=body, way=case.way, created_at=at, no_reply_needed=thanks
    )
    rows.messages.append(message)
    return message


def step(rows: Rows, case: Case, at: datetime, verb: str, actor: User | None, data: dict[str, Any]) -> None:
    rows.events.append(CaseEvent(case=case, at=at, verb=verb, actor=actor, data=data))


def clock(rows: Rows, case: Case, since: datetime, met: datetime) -> None:
    due = within_hours(since, PROMISE)
    rows.deadlines.append(
        Deadline(
            case=case,
            name=Deadline.Name.ANSWER,
            who=Deadline.Who.US,
            since=since,
            due_at=due,
            rule="promise",
            met_at=met,
            breached_at=due if met > due else None,
        )
    )


def link(rows: Rows, case: Case, message: Message, topic: Topic, desk: Desk, dice: Random) -> None:
    article = desk.articles.get((topic.article, case.language))
    if article is None or dice.random() > 0.55:
        return
    opened = message.created_at + timedelta(minutes=dice.randrange(3, 900)) if dice.random() < 0.62 else None
    rows.links.append(
        ArticleLink(
            case=case,
            message=message,
            page=article.page_ptr,
            code=token_urlsafe(16),
            sent_by=message.user,
            sent_at=message.created_at,
            opened_at=opened,
        )
    )


def write(rows: Rows) -> None:
    Case.objects.bulk_create(rows.cases, batch_size=200)
    for several in (rows.messages, rows.events, rows.deadlines, rows.links):
        for row in several:
            row.case_id = row.case.pk
    Message.objects.bulk_create(rows.messages, batch_size=300)
    for row in rows.links:
        row.message_id = row.message.pk
    CaseEvent.objects.bulk_create(rows.events, batch_size=500)
    Deadline.objects.bulk_create(rows.deadlines, batch_size=300)
    ArticleLink.objects.bulk_create(rows.links, batch_size=500)
    Case.objects.filter(pk__in=[case.pk for case in rows.cases]).update(
        updated_at=Coalesce(F("closed_at"), F("opened_at"))
    )
