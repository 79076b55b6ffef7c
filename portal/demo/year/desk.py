"""What lies on the desk this morning: about forty open cases of all kinds, opened as their customers would."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from orders.models import Order
from portal.accounts.models import User
from portal.demo.year.history import Desk
from portal.demo.year.people import Person
from portal.demo.year.topics import TOPICS
from returns import actions
from returns.actions import WantedLine
from returns.models import Case, CaseLine, Way


class Waiting(NamedTuple):
    """A contact of so many hours ago; `replied` hours later somebody wrote back, and the customer's turn began."""

    topic: int  # of TOPICS
    hours: float
    way: str = Way.WEB
    replied: float | None = None
    agent: int | None = None
    priority: int = Case.Priority.NORMAL
    tag: int | None = None
    demand: str = ""


WAITING = (
    Waiting(0, 0.2, priority=Case.Priority.HIGH),
    Waiting(1, 0.4, Way.LIVE, agent=0),
    Waiting(2, 0.7, Way.MAIL),
    Waiting(3, 1.1),
    Waiting(4, 1.4, Way.PHONE, 0.1, 1),
    Waiting(5, 1.9),
    Waiting(6, 2.3, priority=Case.Priority.URGENT, tag=2),
    Waiting(7, 2.8, demand="replacement"),
    Waiting(9, 3.1, Way.MAIL),
    Waiting(0, 3.6, agent=2),
    Waiting(0, 4.4, Way.MAIL, tag=2),
    Waiting(1, 5.2, replied=1.5, agent=3),
    Waiting(2, 6.1, agent=0),
    Waiting(8, 7.3),
    Waiting(5, 8.8, replied=2, agent=1),
    Waiting(6, 10.5, Way.PHONE, agent=2, tag=2),
    Waiting(7, 14, demand="repair", priority=Case.Priority.HIGH),
    Waiting(3, 17, Way.MAIL, agent=0),
    Waiting(4, 19, replied=3, agent=3),
    Waiting(9, 21, replied=1, agent=1),
    Waiting(0, 23, agent=1, tag=0),
    Waiting(1, 26, Way.MAIL),
    Waiting(5, 29, agent=3),
    Waiting(2, 33, replied=5, agent=2),
    Waiting(8, 38, agent=3, tag=3),
    Waiting(7, 44, demand="replacement", agent=3),
    Waiting(6, 47, replied=4, agent=1, tag=2),
    Waiting(0, 52, replied=7, agent=0),
    Waiting(3, 59, agent=2),
    Waiting(5, 66, replied=3, agent=0),
    Waiting(7, 71, demand="repair", agent=1),
    Waiting(4, 80, replied=9, agent=0),
    Waiting(9, 95, replied=2, agent=2, tag=1),
    Waiting(8, 120, replied=20, agent=3),
    Waiting(7, 190, demand="reduction", agent=3, tag=3),
    Waiting(5, 210, replied=6, agent=1),
)
NOT_AGAIN = "demo-desk"


def make_desk(
    people: dict[str, Person], orders: Sequence[Order], desk: Desk, now: datetime, dice: Random
) -> list[Case]:
    """Complaints come from orders that arrived; nobody writes twice."""
    arrived = [order for order in orders if order.customer_id and order.delivered_at and order.delivered_at < now]
    fresh = iter(arrived[: -len(WAITING) * 4 : -1])
    found = []
    for place, waiting in enumerate(WAITING):
        order, at = next(fresh), now - timedelta(hours=waiting.hours)
        found.append(begin(waiting, place, order, people[order.email], desk, at))
        follow(found[-1], waiting, desk, at)
    return found


def begin(waiting: Waiting, place: int, order: Order, person: Person, desk: Desk, at: datetime) -> Case:
    topic = TOPICS[waiting.topic]
    words, line = topic.words[person.language], order.lines.first()
    about = topic.kind not in (Case.Kind.QUESTION, Case.Kind.DELIVERY) and line is not None
    reason = CaseLine.Reason.CHANGED_MIND if topic.kind == Case.Kind.RETURN else CaseLine.Reason.DAMAGED
    case, _is_new = actions.open_case(
        by=order.customer,
        kind=topic.kind,
        order=order,
        lines=[WantedLine(line.pk, 1, reason)] if about and line else [],
        subject=words.subject,
        body=words.asked,
        demand=waiting.demand,
        demand_amount=line.total / 4 if line and line.total and waiting.demand == Case.Demand.REDUCTION else None,
        submission_key=uuid5(NAMESPACE_URL, f"{NOT_AGAIN}/{place}"),
        language=person.language,
        now=at,
        way=waiting.way,
        opened_by=desk.agents[waiting.agent or 0] if waiting.way == Way.PHONE else None,
    )
    return case


def follow(case: Case, waiting: Waiting, desk: Desk, at: datetime) -> None:
    """Who took it, how urgent it is, and what was written back so far."""
    agent: User | None = desk.agents[waiting.agent] if waiting.agent is not None else None
    team = desk.teams.get(agent.pk) if agent else None
    Case.objects.filter(pk=case.pk).update(assignee=agent, team=team, priority=waiting.priority)
    if waiting.tag is not None:
        case.tags.add(desk.tags[waiting.tag])
    if agent and waiting.replied is not None:
        case.refresh_from_db()
        topic = TOPICS[waiting.topic]
        actions.post_message(
            case,
            by=agent,
            body=topic.words[case.language].answered,
            version=case.version,
            now=at + timedelta(hours=waiting.replied),
            way=Way.WEB,
        )
