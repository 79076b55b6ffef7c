"""What of her orders each way may be about: read in a fixed number of queries, in words for the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from orders.access import orders_to_act_on
from orders.models import Order, OrderLine
from orders.templatetags.formats import when
from returns.access import Person
from returns.law import Law, guarantee_end
from returns.law.of_orders import law_of
from returns.models import ReturnSettings
from returns.queries.lines import ReturnableLine, bought, judged, worth_of_lines
from returns.rules import Bought, Terms, delivered_at
from returns.starting.claims import Claim, No, instead_of, may_claim
from returns.starting.rules import RETURN
from returns.terms import load_terms
from returns.wording import why_not

RECENT_ORDERS = 20
MOST_ORDERS = 5  # in one case


@dataclass(frozen=True)
class Choice:
    """A line and what of it may be chosen; most is 0 where `no` says why not and `instead` where to go."""

    order: Order
    line: OrderLine
    most: int
    no: str = ""
    instead: str = ""
    until: date | None = None


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
    return orders.prefetch_related("shipments", "lines__shipment_lines")


def choices_in(
    kind: str, orders: Sequence[Order], now: datetime, request: HttpRequest | None = None
) -> list[OrderChoices]:
    own, terms = ReturnSettings.load(request_or_site=request), load_terms(request)
    return [OrderChoices(order, choices_of(kind, order, now, terms, own)) for order in orders]


def choices_of(kind: str, order: Order, now: datetime, terms: Terms, own: ReturnSettings) -> list[Choice]:
    """Every line of an order that came out of orders_for()."""
    lines, shipments = list(order.lines.all()), list(order.shipments.all())
    if kind == RETURN:
        return [returnable(each, order) for each in judged(order, lines, shipments, now, terms)]
    law = law_of(order, own)
    claims = [(line, judge(kind, line, bought(order, line, shipments), now, law)) for line in lines]
    return [
        Choice(order, line, claim.quantity, why_no_claim(claim), way_out(kind, claim.no), claim.day)
        for line, claim in claims
    ]


def judge(kind: str, line: OrderLine, facts: Bought, now: datetime, law: Law) -> Claim:
    """With the end of its guarantee where the shop told how long it lasts."""
    covered = guarantee_end(delivered_at(facts), line.guarantee_months, law).day if line.guarantee_months else None
    return may_claim(kind, facts, now, law, covered=covered)


def returnable(found: ReturnableLine, order: Order) -> Choice:
    verdict = found.verdict
    return Choice(
        order, found.order_line, verdict.quantity, why_not(verdict), way_out(RETURN, verdict.no), verdict.last_day
    )


def way_out(kind: str, no: str | None) -> str:
    return instead_of(kind, no) if no else ""


def why_no_claim(claim: Claim) -> str:
    """Why this line cannot be part of the claim; empty when it can."""
    day = {"day": when(claim.day) if claim.day else ""}
    match claim.no:
        case No.CANCELLED:
            return _("This order was cancelled or already refunded.")
        case No.RETURNED:
            return _("Already in a return.")
        case No.NOT_DELIVERED:
            return _("Not delivered yet.")
        case No.LIABILITY_OVER:
            return _("The time in which we are liable for it ended on %(day)s.") % day
        case No.GUARANTEE_OVER:
            return _("Its guarantee ended on %(day)s.") % day
    return ""


def sums(found: Sequence[OrderChoices], chosen: dict[int, int]) -> list[Sum]:
    """For each order what its chosen pieces cost with tax, without delivery."""
    told = []
    for each in found:
        wanted = [(choice.line, chosen[choice.line.pk]) for choice in each.choices if choice.line.pk in chosen]
        if wanted:
            worth = worth_of_lines(each.order, wanted)
            told.append(Sum(each.order, worth.amount if worth else None, worth.exact if worth else True))
    return told
