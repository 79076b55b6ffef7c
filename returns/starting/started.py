"""A draft with everything its pages need, read once: orders, what may be chosen, what was, and the money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import Http404

from orders.models import Order, Shipment
from returns.access import Member
from returns.law import Law
from returns.law.of_orders import law_of
from returns.models import Draft
from returns.rules import Terms
from returns.starting import rules
from returns.starting.choices import Choice, OrderChoices, Sum, choices_in, orders_for, sums
from returns.terms import load_terms


@dataclass(frozen=True)
class Started:
    """What the draft's order is under, and which lines of its orders may go this way today."""

    draft: Draft
    order: Order
    found: Sequence[OrderChoices]
    law: Law
    terms: Terms
    now: datetime

    @property
    def kind(self) -> str:
        return self.draft.kind

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.draft.data
        return data

    @cached_property
    def most(self) -> dict[int, int]:
        """Pieces that may be chosen by order line."""
        return {choice.line.pk: choice.most for each in self.found for choice in each.choices}

    @property
    def chosen(self) -> dict[int, int]:
        if "items" not in rules.steps_of(self.kind, self.data):
            return {}
        return rules.kept_lines(self.data, self.most)

    @property
    def rows(self) -> list[tuple[Choice, int]]:
        """What was chosen, in the order of the orders' lines."""
        chosen = self.chosen
        return [
            (choice, chosen[choice.line.pk])
            for each in self.found
            for choice in each.choices
            if choice.line.pk in chosen
        ]

    @property
    def is_short(self) -> bool:
        """Of something that was chosen, less is possible by now."""
        return "items" in rules.steps_of(self.kind, self.data) and bool(rules.lost_lines(self.data, self.most))

    @property
    def sums(self) -> list[Sum]:
        return sums(self.found, self.chosen)

    @property
    def paid(self) -> Decimal | None:
        """What the chosen pieces cost together; None when the shop did not say."""
        found = self.sums
        return sum((each.amount for each in found if each.amount), Decimal(0)) if all_known(found) else None

    @property
    def parcels(self) -> list[Shipment]:
        return [
            parcel
            for parcel in self.order.shipments.all()
            if parcel.direction == Shipment.Direction.OUTBOUND and parcel.status != Shipment.Status.CANCELLED
        ]

    @property
    def today(self) -> date:
        return self.law.day(self.now)

    @property
    def ordered(self) -> date:
        return self.law.day(self.order.placed_at)


def all_known(found: Sequence[Sum]) -> bool:
    return bool(found) and all(each.amount is not None for each in found)


def load(draft: Draft, person: Member, now: datetime) -> Started:
    """Raises Http404 when the draft's order is not hers to act on any more."""
    slugs = [draft.order.slug if draft.order else "", *draft.data.get("orders", {}).get("slugs", [])]
    orders = {order.slug: order for order in orders_for(person, slugs)}
    first = orders.get(slugs[0])
    if first is None:
        raise Http404
    together = [first, *(orders[slug] for slug in slugs[1:] if slug in orders and slug != first.slug)]
    return Started(draft, first, choices_in(draft.kind, together, now), law_of(first), load_terms(), now)
