"""What of an order may go back, and what it is worth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel.numbers import get_currency_precision

from orders.access import orders_to_act_on
from orders.models import Order, OrderLine, Shipment
from returns import rules
from returns.access import Person
from returns.case_panels import is_empty
from returns.law.contracts import outbound
from returns.models import Case, CaseLine
from returns.rules import Bought, Parcel, Terms, Verdict, Worth
from returns.terms import load_terms

RECENT_ORDERS = 10


@dataclass(frozen=True)
class ReturnableLine:
    order_line: OrderLine
    verdict: Verdict


def returnable_lines(order: Order, now: datetime) -> list[ReturnableLine]:
    """Every line of the order, read anew, with what may go back of it, or why not."""
    lines = order.lines.prefetch_related("shipment_lines")
    return judged(order, lines, list(order.shipments.all()), now, load_terms())


def judged(
    order: Order, lines: Iterable[OrderLine], shipments: Sequence[Shipment], now: datetime, terms: Terms
) -> list[ReturnableLine]:
    return [ReturnableLine(line, rules.may_return(bought(order, line, shipments), now, terms)) for line in lines]


def bought(order: Order, line: OrderLine, shipments: Sequence[Shipment]) -> Bought:
    return Bought(
        quantity=line.quantity,
        returned=line.returned_quantity,
        order_status=order.status,
        order_delivered_at=order.delivered_at,
        parcels=parcels_of(line, outbound(shipments)),
    )


def parcels_of(line: OrderLine, shipments: Sequence[Shipment]) -> list[Parcel]:
    """The parcels this line is in. When nobody said which and one has arrived, it may be in that one: open."""
    if shipped := list(line.shipment_lines.all()):
        ids = {each.shipment_id for each in shipped}
        return [Parcel(each.status, each.delivered_at) for each in shipments if each.pk in ids]
    arrived = [each for each in shipments if each.delivered_at]
    if arrived and len(arrived) < len(shipments):
        return [Parcel(Shipment.Status.UNKNOWN)]
    return [Parcel(each.status, each.delivered_at) for each in shipments]


@dataclass(frozen=True)
class ReturnableOrder:
    order: Order
    lines: list[ReturnableLine]

    @property
    def quantity(self) -> int:
        return sum(line.verdict.quantity for line in self.lines)


def orders_to_return_from(person: Person, now: datetime) -> list[ReturnableOrder]:
    """The newest orders with their lines; those with nothing to return stay in, to say why."""
    terms = load_terms()
    orders = orders_to_act_on(person).prefetch_related("shipments", "lines__shipment_lines")
    return [
        ReturnableOrder(order, judged(order, order.lines.all(), list(order.shipments.all()), now, terms))
        for order in orders[:RECENT_ORDERS]
    ]


def worth_of_lines(order: Order, wanted: Sequence[tuple[OrderLine, int]]) -> Worth | None:
    """What these pieces cost with tax, from the order's own line totals; delivery is not part of it.

    None when the shop did not say what one of them cost, or how much tax comes on top.
    """
    step = Decimal(1).scaleb(-get_currency_precision(order.currency))
    parts = []
    for line, quantity in wanted:
        paid = paid_for(order, line)
        if paid is None:
            return None
        parts.append(rules.worth_of(paid, line.quantity, quantity, step))
    return rules.worth_together(parts)


def paid_for(order: Order, line: OrderLine) -> Decimal | None:
    if line.total is None or order.amounts_include_tax:
        return line.total
    return None if line.tax_total is None else line.total + line.tax_total


def lines_of(case: Case) -> list[CaseLine]:
    """With their order lines and orders: a case may be about several."""
    return list(case.lines.select_related("order_line__order").defer("order_line__order__payload").order_by("pk"))


def orders_of_case(case: Case) -> list[Order]:
    """The order it began with first."""
    first = [case.order] if case.order else []
    if is_empty(case, "has_more_orders"):
        return first
    return [*first, *case.more_orders.defer("payload").order_by("placed_at", "pk")]


def worth(case: Case) -> Worth | None:
    return worth_together(lines_of(case))


def worth_together(lines: Sequence[CaseLine]) -> Worth | None:
    """What the pieces of a case cost, each counted as its own order does; None when one is not known."""
    parts = [worth_of_lines(line.order_line.order, [(line.order_line, line.quantity)]) for line in lines]
    known = [part for part in parts if part]
    return rules.worth_together(known) if known and len(known) == len(parts) else None
