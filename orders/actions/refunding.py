"""Money paid back, told in an order's message (the whole list) or alone (one refund). Either keeps the row."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from orders.actions.amounts import said_amounts, stored
from orders.erasing import forget_what_hangs_on
from orders.ingest import canonical
from orders.models import Order, OrderLine, Refund, RefundLine
from orders.signals import refund_recorded

AMOUNTS = ("amount", "shipping_amount", "tax_amount")


@transaction.atomic
def record_refund(order: Order, said: canonical.Refund, said_at: datetime | None = None) -> tuple[Refund, bool]:
    """Keep one refund; (refund, whether it was new). `said_at`: when the shop said so, else the refund's own moment.

    Told twice it is kept once; told differently, the newer message counts. Announces refund_recorded.
    """
    order = Order.objects.select_for_update().only("pk", "erased_at").get(pk=order.pk)
    lines = {line.external_id: line for line in order.lines.all()}
    known = order.refunds.filter(external_id=said.external_id).first()
    refund = known or Refund(order=order, external_id=said.external_id)
    refund.is_told_alone = True
    kept = _write(refund, said, lines, said_at or said.refunded_at or timezone.now())
    if order.erased_at:
        forget_what_hangs_on(order)
    return kept


def save_refunds(
    order: Order,
    said: Iterable[canonical.Refund],
    lines: Mapping[str, OrderLine],
    moment: datetime,
    *,
    is_new: bool = False,
) -> None:
    """The order's whole list as of `moment`. One that is no longer listed and was never told alone is taken back."""
    known = {} if is_new else {refund.external_id: refund for refund in order.refunds.all()}
    gone = dict(known)
    for item in said:
        gone.pop(item.external_id, None)
        refund = known.get(item.external_id) or Refund(order=order, external_id=item.external_id)
        known[item.external_id] = refund
        refund.is_listed = True
        _write(refund, item, lines, moment)
    for refund in gone.values():
        if refund.is_told_alone:
            Refund.objects.filter(pk=refund.pk).update(is_listed=False)
        else:
            refund.delete()


def date_back(order: Order, said: Iterable[canonical.Refund], moment: datetime) -> None:
    """A late, older message: a refund whose day the shop does not name was made by then already."""
    names = [refund.external_id for refund in said]
    undated = order.refunds.filter(external_id__in=names, is_dated=False, refunded_at__gt=moment)
    undated.update(refunded_at=moment)


def link_lines(order: Order, lines: Mapping[str, OrderLine]) -> None:
    """A refund may have named a line before we knew it."""
    for item in RefundLine.objects.filter(refund__order=order, order_line=None):
        if line := lines.get(item.external_id):
            RefundLine.objects.filter(pk=item.pk).update(order_line=line)


def _write(
    refund: Refund, said: canonical.Refund, lines: Mapping[str, OrderLine], said_at: datetime
) -> tuple[Refund, bool]:
    is_new, before = refund.pk is None, refund.amount
    is_newer = is_new or said_at >= refund.said_at
    for name in AMOUNTS:
        _take(refund, name, stored(getattr(said, name)), is_newer=is_newer)
    _take(refund, "reason", said.reason[:500], is_newer=is_newer)
    _take(refund, "payload", said.payload, is_newer=is_newer)
    ours, theirs = refund.source_amounts, said_amounts(said, AMOUNTS)
    refund.source_amounts = ours | theirs if is_newer else theirs | ours
    _date(refund, said.refunded_at, said_at, is_newer=is_newer)
    if is_newer:
        refund.currency, refund.said_at = said.currency, said_at
    refund.save()
    if is_new or refund.amount != before:
        transaction.on_commit(lambda: _announce(refund.pk, created=is_new), robust=True)
    if said.lines and (is_newer or not refund.lines.exists()):
        _write_lines(refund, said.lines, lines, is_new=is_new)
    return refund, is_new


def _take(refund: Refund, name: str, value: object, *, is_newer: bool) -> None:
    """What is said beats what is not; of two that are said, the newer."""
    if value not in (None, "", {}) and (is_newer or getattr(refund, name) in (None, "", {})):
        setattr(refund, name, value)


def _date(refund: Refund, said: datetime | None, message_at: datetime, *, is_newer: bool) -> None:
    """The shop's own day beats one that is worked out: that is the earliest message that told of the refund."""
    dated = refund.pk is not None and refund.is_dated
    if said is not None and (is_newer or not dated):
        refund.refunded_at, refund.is_dated = said, True
    elif said is None and not dated:
        earliest = message_at if refund.pk is None else min(message_at, refund.refunded_at)
        refund.refunded_at, refund.is_dated = earliest, False


def _write_lines(
    refund: Refund, said: tuple[canonical.RefundedLine, ...], lines: Mapping[str, OrderLine], *, is_new: bool
) -> None:
    if not is_new:
        refund.lines.all().delete()
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            order_line=lines.get(item.external_id),
            external_id=item.external_id,
            quantity=item.quantity,
            amount=stored(item.amount),
            tax_amount=stored(item.tax_amount),
        )
        for item in said
    )


def _announce(pk: int, *, created: bool) -> None:
    refund = Refund.objects.select_related("order").filter(pk=pk).first()
    if refund is not None:
        refund_recorded.send(sender=Refund, refund=refund, created=created)
