"""The bill as the source told it, row by row: nothing is added up, what was not said is not there. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orders.models import Order, Refund


@dataclass(frozen=True, slots=True)
class Sum:
    label: str
    amount: Decimal | None
    currency: str
    sign: str = ""  # "−" before what makes the bill smaller
    words: str = ""  # said instead of the amount
    at: datetime | None = None
    look: str = ""  # "total", "quiet" or "refund"


def bill(order: Order, refunds: Sequence[Refund] = ()) -> list[Sum]:
    """Goods, discount, fees, delivery, tax, rounding, total; then what was paid back."""
    currency = order.currency
    return [
        *_parts(order),
        Sum(_("Total"), order.total, currency, look="total"),
        *_beside_the_total(order),
        *(_paid_back(refund) for refund in refunds),
    ]


def _parts(order: Order) -> Iterator[Sum]:
    currency = order.currency
    if order.subtotal is not None:
        yield Sum(_("Goods"), order.subtotal, currency)
    if order.discount_total:
        yield Sum(_("Discount"), abs(order.discount_total), currency, "−")
    for fee in order.fee_lines:
        amount = _amount(fee.get("amount")) if isinstance(fee, dict) else None
        if amount is not None:
            sign = "−" if amount < 0 else ""
            yield Sum(str(fee.get("title") or _("Fee")), abs(amount), currency, sign)
    if order.shipping_total is not None:
        free = "" if order.shipping_total else pgettext("delivery", "free")
        yield Sum(_("Delivery"), order.shipping_total, currency, words=free)
    if order.tax_total is not None and not order.amounts_include_tax:
        yield Sum(_("Tax"), order.tax_total, currency)
    if order.rounding_total:
        yield Sum(_("Rounding"), abs(order.rounding_total), currency, "−" if order.rounding_total < 0 else "")


def _beside_the_total(order: Order) -> Iterator[Sum]:
    if order.tax_total and order.amounts_include_tax:
        yield Sum(_("Tax, already in the total"), order.tax_total, order.currency, look="quiet")
    if order.presentment_total is not None and order.presentment_currency not in ("", order.currency):
        yield Sum(_("Charged in your currency"), order.presentment_total, order.presentment_currency, look="quiet")


def _paid_back(refund: Refund) -> Sum:
    what = _("Paid back")
    label = f"{what}: {refund.reason}" if refund.reason else what
    return Sum(label, refund.amount, refund.currency, "−", at=_day(refund), look="refund")


def _day(refund: Refund) -> datetime | None:
    return refund.refunded_at if refund.is_dated else None


def _amount(said: Any) -> Decimal | None:
    try:
        amount = Decimal(str(said))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
