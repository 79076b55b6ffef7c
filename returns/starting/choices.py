"""What of her orders each way may be about: the law's own answer for each line, in words for the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest

from orders.access import orders_to_act_on
from orders.models import Order, OrderLine
from returns.access import Person
from returns.law import Verdict, Why
from returns.law.words import explain, rests_on, why_not
from returns.models import ReturnSettings
from returns.queries import worth_of_lines
from returns.queries.eligibility import eligibility, with_what_the_law_asks
from returns.starting.rules import COMPLAINT, DELIVERY, GUARANTEE, QUESTION, RETURN, WITHDRAWAL

RECENT_ORDERS = 20
MOST_ORDERS = 5  # in one case

# The way that is open where the asked one is not; a person is never a dead end.
INSTEAD = {
    (WITHDRAWAL, Why.OVER): RETURN,
    (WITHDRAWAL, Why.EXCLUDED): COMPLAINT,
    (RETURN, Why.NOT_DELIVERED): DELIVERY,
    (RETURN, Why.OVER): COMPLAINT,
    (COMPLAINT, Why.NOT_DELIVERED): DELIVERY,
    (COMPLAINT, Why.OVER): GUARANTEE,
    (GUARANTEE, Why.NOT_DELIVERED): DELIVERY,
    (GUARANTEE, Why.OVER): COMPLAINT,
    (GUARANTEE, Why.NO_GUARANTEE): COMPLAINT,
}


@dataclass(frozen=True)
class Choice:
    """A line and what of it may be chosen; most is 0 where `no` says why not and `instead` where to go."""

    order: Order
    line: OrderLine
    most: int
    no: str = ""
    instead: str = ""
    until: date | None = None
    # How the day was counted, a line each.
    counted: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OrderChoices:
    order: Order
    choices: list[Choice]

    @property
    def most(self) -> int:
        return sum(each.most for each in self.choices)

    @property
    def possible(self) -> list[Choice]:
        return [each for each in self.choices if each.most]

    @property
    def impossible(self) -> list[Choice]:
        return [each for each in self.choices if not each.most]

    @property
    def counted(self) -> list[str]:
        """How the first of the days to end was counted; nothing where no day is known."""
        known = [each for each in self.possible if each.until]
        return min(known, key=lambda each: each.until or date.max).counted if known else []


@dataclass(frozen=True)
class Sum:
    """What chosen pieces cost; amount is None when the shop did not say, exact False where a cent may move."""

    order: Order
    amount: Decimal | None
    exact: bool = True


def orders_for(person: Person, slugs: Iterable[str] | None = None) -> list[Order]:
    """Her newest orders to start from, or those with these addresses, as far as she may act on them."""
    orders = readable(orders_to_act_on(person))
    if slugs is None:
        return list(orders[:RECENT_ORDERS])
    wanted = [slug for slug in slugs if "\0" not in slug][:MOST_ORDERS]
    return list(orders.filter(slug__in=wanted)) if wanted else []


def readable(orders: QuerySet[Order]) -> QuerySet[Order]:
    """With all that choices_in() reads of each."""
    return with_what_the_law_asks(orders)


def choices_in(
    kind: str, orders: Sequence[Order], now: datetime, request: HttpRequest | None = None
) -> list[OrderChoices]:
    """Every line of orders that came out of readable(); the number of queries does not depend on them."""
    own = ReturnSettings.load(request_or_site=request)
    return [OrderChoices(order, choices_of(kind, order, now, own)) for order in orders]


def choices_of(kind: str, order: Order, now: datetime, own: ReturnSettings) -> list[Choice]:
    lines, shipments = list(order.lines.all()), list(order.shipments.all())
    found = eligibility(order, now, lines=lines, shipments=shipments, own=own)
    return [choice_of(kind, order, each.line, each.of(kind)) for each in found.lines]


def choice_of(kind: str, order: Order, line: OrderLine, verdict: Verdict) -> Choice:
    if verdict.no:
        instead = INSTEAD.get((kind, verdict.no), QUESTION)
        return Choice(order, line, 0, why_not(verdict, kind), instead, verdict.last_day)
    said = verdict.until.as_dict() if verdict.until and verdict.last_day else {}
    counted = [*explain(said), *filter(None, [rests_on(said)])] if said else []
    return Choice(order, line, verdict.quantity, until=verdict.last_day, counted=counted)


def sums(found: Sequence[OrderChoices], chosen: dict[int, int]) -> list[Sum]:
    """For each order what its chosen pieces cost with tax, without delivery."""
    told = []
    for each in found:
        wanted = [(choice.line, chosen[choice.line.pk]) for choice in each.choices if choice.line.pk in chosen]
        if wanted:
            worth = worth_of_lines(each.order, wanted)
            told.append(Sum(each.order, worth.amount if worth else None, worth.exact if worth else True))
    return told
