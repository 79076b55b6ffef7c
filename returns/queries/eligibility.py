"""For each line of an order: what may be done with it, until when, and why not. The law decides; this only reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects

from orders.models import Order, OrderLine, Shipment
from returns import rules
from returns.law import Contract, Explained, Law, Verdict, Why, withdrawal_end, withdrawal_verdicts
from returns.law.contracts import OFF, contract_of, is_on_its_way, outbound, parcels_of
from returns.law.days import days_after
from returns.law.lines import Held, complaint_verdict, delivery_verdict, guarantee_verdict, last_of
from returns.law.of_orders import law_of
from returns.models import ReturnSettings
from returns.queries.lines import bought
from returns.rules import No, Terms
from returns.terms import terms_of

WHY = {
    No.CANCELLED: Why.CANCELLED,
    No.ALREADY_RETURNED: Why.ALREADY_RETURNED,
    No.NOT_DELIVERED: Why.NOT_DELIVERED,
    No.WINDOW_OVER: Why.OVER,
}


@dataclass(frozen=True)
class LineEligibility:
    """`voluntary` is the shop's own promise to take things back; the others are the buyer's rights."""

    line: OrderLine
    withdrawal: Verdict
    voluntary: Verdict
    complaint: Verdict
    guarantee: Verdict
    delivery: Verdict
    held: Held

    def of(self, kind: str) -> Verdict:
        """By the kind of a case; a question is open for every line."""
        kinds = {
            "withdrawal": self.withdrawal,
            "return": self.voluntary,
            "complaint": self.complaint,
            "guarantee": self.guarantee,
            "delivery": self.delivery,
        }
        return kinds.get(kind, Verdict(self.line.quantity))


@dataclass(frozen=True)
class OrderEligibility:
    order: Order
    law: Law
    contract: Contract
    withdrawal_end: Explained
    lines: list[LineEligibility]

    def quantity(self, kind: str) -> int:
        return sum(line.of(kind).quantity for line in self.lines)


def with_what_the_law_asks(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Prefetched, so that eligibility() of each asks the database nothing more."""
    return orders.prefetch_related("shipments", "lines__shipment_lines", "lines__done_remedies")


def eligibility(
    order: Order,
    now: datetime,
    *,
    lines: Sequence[OrderLine] | None = None,
    shipments: Sequence[Shipment] | None = None,
    own: ReturnSettings | None = None,
) -> OrderEligibility:
    """`lines` and `shipments` where the caller has read them already; four queries at most otherwise."""
    own = own or ReturnSettings.load()
    lines = list(order.lines.all()) if lines is None else list(lines)
    prefetch_related_objects(lines, "shipment_lines", "done_remedies")
    shipments = list(order.shipments.all()) if shipments is None else list(shipments)
    law, contract = law_of(order, own), contract_of(order, lines, shipments)
    parcels, terms = outbound(shipments), terms_of(own)
    withdrawals = withdrawal_verdicts(contract, law, now)
    return OrderEligibility(
        order,
        law,
        contract,
        withdrawal_end(contract, law),
        [
            _line(order, line, parcels, verdict, law, terms, now)
            for line, verdict in zip(lines, withdrawals, strict=True)
        ],
    )


def _line(
    order: Order,
    line: OrderLine,
    parcels: Sequence[Shipment],
    withdrawal: Verdict,
    law: Law,
    terms: Terms,
    now: datetime,
) -> LineEligibility:
    held = held_of(order, line, parcels)
    return LineEligibility(
        line=line,
        withdrawal=withdrawal,
        voluntary=_voluntary(order, line, parcels, law, terms, now),
        complaint=complaint_verdict(held, law, now),
        guarantee=guarantee_verdict(held, law, now),
        delivery=delivery_verdict(held),
        held=held,
    )


def held_of(order: Order, line: OrderLine, parcels: Sequence[Shipment]) -> Held:
    """`parcels`: what returns.law.contracts.outbound() gave. A repair or replacement is read from what was done."""
    its_own = parcels_of(line, parcels)
    moments = [each.delivered_at for each in its_own] if its_own else [order.delivered_at]
    arrived = [at for at in moments if at]
    done = list(line.done_remedies.all())
    is_known = bool(line.shipment_lines.all()) or len(its_own) < 2
    return Held(
        quantity=line.quantity,
        taken=line.returned_quantity,
        delivered=last_of(moments) if moments else None,
        first_delivered=min(arrived, default=None),
        # Where nobody said which parcel holds it, it may be in the one that has arrived.
        is_missing=is_on_its_way(order, its_own) and (is_known or not arrived),
        is_cancelled=order.status in OFF,
        repaired=_last(each.done_at for each in done if each.remedy == "repair" and not each.is_guarantee),
        guarantee_months=line.guarantee_months,
        guaranteed_since=_last(each.done_at for each in done if each.remedy == "replacement"),
    )


def _voluntary(
    order: Order, line: OrderLine, parcels: Sequence[Shipment], law: Law, terms: Terms, now: datetime
) -> Verdict:
    good = bought(order, line, parcels)
    found = rules.may_return(good, now, terms)
    arrived = rules.delivered_at(good)
    until = None
    if arrived:
        counted = days_after(law.day(arrived), terms.return_days, law.merchant_calendar, "delivered")
        until = law.explained("return_promised", counted, merchant=True, days=terms.return_days, since=arrived)
    return Verdict(found.quantity, WHY[found.no] if found.no else None, until)


def _last(moments: Iterable[datetime]) -> datetime | None:
    return max(moments, default=None)
