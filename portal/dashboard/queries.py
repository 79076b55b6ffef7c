"""What the home page shows: the rooms' own queries, put side by side."""

from dataclasses import dataclass

from django.db.models import Exists
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils import timezone

from kb import queries as kb
from orders import queries as orders
from orders.models import Order
from orders.timeline import Step, order_steps, step_next, step_now
from portal.accounts.models import User
from portal.dashboard.models import ShopSettings
from returns import home_panels
from returns import queries as returns
from returns.hours.queries import ANSWER_DAYS, EDITION
from returns.models import Case
from returns.starting.overview import Begun, begun_by, filled_drafts
from returns.wording import Standing, tone_of

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


def home(request: HttpRequest, user: User | None, language: str) -> Home:
    """`user` is None for somebody who is not signed in. The number of queries doesn't depend on how much they own."""
    shop = ShopSettings.read_with(request, facts(user))
    known = vars(shop)
    if user and not known["has_rights"]:
        user.has_none_of_the_rights()
    return Home(
        latest_order(user) if user else None,
        open_cases(user) if user else [],
        begun_by(user, timezone.now())[:CASES] if user and known["has_begun"] else [],
        home_panels.panels_for(request, shop) if user else [],
        kb.topics(language, user, request),
        kb.popular_articles(language, ARTICLES, request),
    )


def facts(user: User | None) -> dict[str, Combinable]:
    """What there is to ask for, and how soon we answer: read in one go."""
    found: dict[str, Combinable] = {**EDITION, **ANSWER_DAYS}
    if user is None:
        return found
    begun = Exists(filled_drafts(user, timezone.now()))
    return found | home_panels.facts(user) | {"has_begun": begun, "has_rights": Exists(user.rights())}


def latest_order(user: User) -> LatestOrder | None:
    order = orders.latest_order(user)
    if order is None:
        return None
    summary = orders.summary_of(vars(order)["first_name"], vars(order)["line_count"])
    return LatestOrder(order, summary, order_steps(order, list(order.shipments.all())))


def open_cases(user: User) -> list[OpenCase]:
    return [OpenCase(case, returns.standing(case), tone_of(case)) for case in returns.open_cases(user, CASES)]
