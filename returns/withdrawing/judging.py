"""Whether the system may confirm a withdrawal. It never refuses one: at what is not certain a person looks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orders.models import Order
from returns.actions import WantedLine
from returns.law import Protection, Why
from returns.models import WithdrawalMatch
from returns.queries.eligibility import OrderEligibility
from returns.withdrawing.rules import UNKNOWN_FOR

Found = WithdrawalMatch.Found
REASONS = {
    Why.OVER: Found.LATE,
    Why.EXCLUDED: Found.EXCEPTION,
    Why.ALREADY_RETURNED: Found.TAKEN,
    Why.CANCELLED: Found.CANCELLED,
    Why.BUSINESS: Found.BUSINESS,
}


def wanted_lines(said: Mapping[str, Any], judged: OrderEligibility) -> list[WantedLine]:
    """The pieces that were named, as far as they are free; all that are left when the whole order is meant."""
    left = {each.line.pk: each.line.returnable_quantity for each in judged.lines if each.line.returnable_quantity}
    if said["goods"]:
        named = {each["line"]: each["quantity"] for each in said["goods"]}
        return [WantedLine(pk, min(named[pk], free)) for pk, free in left.items() if pk in named]
    return [] if said["items"] else [WantedLine(pk, free) for pk, free in left.items()]


def judge(
    said: Mapping[str, Any], wanted: Sequence[WantedLine], judged: OrderEligibility, now: datetime
) -> WithdrawalMatch.Found:
    """CONFIRMED, or why a person has to look. `now` is the moment of the statement (law F5)."""
    if judged.contract.is_cancelled:
        return Found.CANCELLED
    if may_be_business(judged):
        return Found.BUSINESS
    if said["items"]:
        return Found.ITEMS
    if sum(line.quantity for line in wanted) < max(sum(each["quantity"] for each in said["goods"]), 1):
        return Found.TAKEN
    verdicts = {each.line.pk: each.withdrawal for each in judged.lines}
    for line in wanted:
        if no := verdicts[line.order_line_id].no:
            return REASONS.get(no, Found.UNSURE)
    return Found.UNSURE if is_unsure(judged, now) else Found.CONFIRMED


def may_be_business(judged: OrderEligibility) -> bool:
    """The shop said so, or there is a VAT number and the shop has not said what it means (law C8, UoPK art. 7aa)."""
    order = judged.order
    is_open = bool(order.buyer_vat_number) and order.buyer_protection == Order.Protection.CONSUMER
    return judged.law.protection is Protection.BUSINESS or is_open


def is_unsure(judged: OrderEligibility, now: datetime) -> bool:
    """Nobody told of the delivery, and it was ordered long ago: the right is open (law W4), but is it true?"""
    return judged.withdrawal_end.value is None and now - judged.order.placed_at > UNKNOWN_FOR
