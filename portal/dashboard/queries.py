"""What the home page shows: the rooms' own queries, put side by side."""

from dataclasses import dataclass

from django.utils import timezone

from kb import queries as kb
from orders import queries as orders
from orders.models import Order
from orders.timeline import Step, order_steps, step_next, step_now
from portal.accounts.models import User
from returns import home_panels
from returns import queries as returns
from returns.models import Case
from returns.starting.overview import Begun, begun_by
from returns.wording import BADGES, Standing

CASES, ARTICLES = 3, 5


@dataclass(frozen=True, slots=True)
class LatestOrder:
    order: Order
    summary: str
    steps: list[Step]

    @property
    def now(self) -> Step:
        return step_now(self.steps)

    @property
    def next(self) -> Step | None:
        return step_next(self.steps)


@dataclass(frozen=True, slots=True)
class OpenCase:
    case: Case
    standing: Standing
    tone: str


@dataclass(frozen=True, slots=True)
class Home:
    order: LatestOrder | None
    cases: list[OpenCase]
    begun: list[Begun]
    panels: list[home_panels.HomePanel]
    topics: list[kb.TopicCard]
    popular: list[kb.ArticleLink]


def home(user: User | None, language: str) -> Home:
    """`user` is None for somebody who is not signed in. The number of queries doesn't depend on what they own."""
    return Home(
        latest_order(user) if user else None,
        open_cases(user) if user else [],
        begun(user) if user else [],
        home_panels.panels_for(user) if user else [],
        kb.topics(language, user),
        kb.popular_articles(language, ARTICLES),
    )


def begun(user: User) -> list[Begun]:
    return begun_by(user, timezone.now())[:CASES]


def latest_order(user: User) -> LatestOrder | None:
    order = orders.latest_order(user)
    if order is None:
        return None
    return LatestOrder(order, orders.summary(order.lines.all()), order_steps(order, list(order.shipments.all())))


def open_cases(user: User) -> list[OpenCase]:
    return [
        OpenCase(case, returns.standing(case), BADGES.get(case.status, "neutral"))
        for case in returns.open_cases(user, CASES)
    ]
