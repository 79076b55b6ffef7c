"""For each line of an order: what may be done with it, until when, and why not. The law decides; this only reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from orders.models import Order, OrderLine, Shipment
from returns import rules
from returns.law import Contract, Explained, Law, Verdict, Why, withdrawal_end, withdrawal_verdicts
from returns.law.contracts import OFF, Contents, contents_of, contract_of, is_on_its_way, outbound, parcels_of
from returns.law.days import days_after
from returns.law.lines import Held, complaint_verdict, delivery_verdict, guarantee_verdict, last_of
from returns.law.of_orders import law_of
from returns.models import DoneRemedy, ReturnSettings
from returns.rules import Bought, No, Parcel, Terms
from returns.terms import terms_of

WHY = {
    No.CANCELLED: Why.CANCELLED,
    No.ALREADY_RETURNED: Why.ALREADY_RETURNED,
    No.NOT_DELIVERED: Why.NOT_DELIVERED,
    No.WINDOW_OVER: Why.OVER,
}
# Hardly any order has one: a page that reads it with the order (orders.possible) spares the look.
REMEDIES = "has_remedies", Exists(DoneRemedy.objects.filter(order_line__order=OuterRef("pk")))


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
    lines: Iterable[OrderLine] | None = None,
    shipments: Iterable[Shipment] | None = None,
    contents: Contents | None = None,
    own: ReturnSettings | None = None,
) -> OrderEligibility:
    """What the caller has read already is not read again; five queries at most, however many lines."""
    own = own or ReturnSettings.load()
    lines = list(order.lines.all()) if lines is None else list(lines)
    done = done_for(order, lines)
    contents = contents_of(lines) if contents is None else contents
    parcels = outbound(order.shipments.all() if shipments is None else shipments)
    law, terms = law_of(order, own), terms_of(own)
    contract = contract_of(order, lines, parcels, contents)
    verdicts = withdrawal_verdicts(contract, law, now)
    found = []
    for line, verdict in zip(lines, verdicts, strict=True):
        held = held_of(order, line, parcels, contents, done.get(line.pk, ()))
        found.append(
            LineEligibility(
                line=line,
                withdrawal=verdict,
                voluntary=_voluntary(bought_of(order, line, parcels, contents), law, terms, now),
                complaint=complaint_verdict(held, law, now),
                guarantee=guarantee_verdict(held, law, now),
                delivery=delivery_verdict(held),
                held=held,
            )
        )
    return OrderEligibility(order, law, contract, withdrawal_end(contract, law), found)


def done_for(order: Order, lines: Sequence[OrderLine]) -> dict[int, list[DoneRemedy]]:
    """Repairs and replacements by line id; one query, none where the order is known to have had neither."""
    if not vars(order).get(REMEDIES[0], True):
        return {}
    prefetch_related_objects(lines, "done_remedies")
    return {line.pk: list(line.done_remedies.all()) for line in lines}


def held_of(
    order: Order, line: OrderLine, parcels: Sequence[Shipment], contents: Contents, done: Sequence[DoneRemedy]
) -> Held:
    """`parcels`: what contracts.outbound() gave."""
    its_own = parcels_of(line, parcels, contents)
    moments = [each.delivered_at for each in its_own] or [order.delivered_at]
    arrived = [at for at in moments if at]
    return Held(
        quantity=line.quantity,
        taken=line.returned_quantity,
        delivered=last_of(moments),
        first_delivered=min(arrived, default=None),
        # Where nobody said which parcel holds it, it may be in the one that has arrived.
        is_missing=not arrived and is_on_its_way(order, its_own),
        is_cancelled=order.status in OFF,
        repaired=_last(each.done_at for each in done if each.remedy == "repair" and not each.is_guarantee),
        guarantee_months=line.guarantee_months,
        guaranteed_since=_last(each.done_at for each in done if each.remedy == "replacement"),
    )


def bought_of(order: Order, line: OrderLine, parcels: Sequence[Shipment], contents: Contents) -> Bought:
    """For the shop's own promise. When nobody said which parcel and one has arrived, it may be in that one: open."""
    its_own = parcels_of(line, parcels, contents)
    arrived = [each for each in its_own if each.delivered_at]
    found = [Parcel(each.status, each.delivered_at) for each in its_own]
    if not contents.get(line.pk) and arrived and len(arrived) < len(its_own):
        found = [Parcel(Shipment.Status.UNKNOWN)]
    return Bought(line.quantity, line.returned_quantity, order.status, order.delivered_at, found)


def _voluntary(good: Bought, law: Law, terms: Terms, now: datetime) -> Verdict:
    found, arrived = rules.may_return(good, now, terms), rules.delivered_at(good)
    until = None
    if arrived:
        counted = days_after(law.day(arrived), terms.return_days, law.merchant_calendar, "delivered")
        until = law.explained("return_promised", counted, merchant=True, days=terms.return_days, since=arrived)
    return Verdict(found.quantity, WHY[found.no] if found.no else None, until)


def _last(moments: Iterable[datetime]) -> datetime | None:
    return max(moments, default=None)
