"""What belongs together points to each other: cases and their orders, files and their messages, numbers in a row."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from orders.invariants import AT_ONCE
from orders.models import Invoice, InvoiceSeries, SellerSettings
from orders.series import number_of, period_of
from returns.models import Attachment, Case, CaseLine


def case_lines_are_of_their_orders(now: datetime) -> Iterator[str]:
    mine = Q(order_line__order_id=F("case__order_id")) | Q(
        order_line__order_id__in=Case.more_orders.through.objects.filter(case_id=F("case_id")).values("order_id")
    )
    for line in CaseLine.objects.exclude(mine).select_related("case").iterator(AT_ONCE):
        yield f"Case {line.case.reference} holds line {line.order_line_id} of an order that it is not about."


def files_are_in_their_threads(now: datetime) -> Iterator[str]:
    strays = Attachment.objects.exclude(message=None).exclude(message__case_id=F("case_id"))
    for each in strays.select_related("case").iterator(AT_ONCE):
        yield f"File {each.pk} is of case {each.case.reference}, its message is of another."


def invoice_numbers_have_no_gap(now: datetime) -> Iterator[str]:
    """Of our own series. Its beginning may be gone: older documents are deleted when their time is over."""
    seller = SellerSettings.load()
    is_monthly = seller.series_reset == SellerSettings.Reset.MONTHLY
    for series in InvoiceSeries.objects.filter(last__gt=0).order_by("period"):
        days = {
            day
            for day in Invoice.objects.filter(source=Invoice.Source.RENDERED)
            .filter(issued_date__year=series.period[:4])
            .values_list("issued_date", flat=True)
            if period_of(day, is_monthly=is_monthly) == series.period
        }
        if not days:
            continue
        names = {number_of(seller.series_pattern, min(days), seq): seq for seq in range(1, series.last + 1)}
        there = {names[each] for each in Invoice.objects.filter(number__in=names).values_list("number", flat=True)}
        # With another pattern than today's, or none of them left, nothing can be said.
        for seq in range(min(there, default=series.last + 1), series.last + 1):
            if seq not in there:
                yield f"Number {seq} of the series {series.period} was given out and no invoice has it."


CHECKS = (case_lines_are_of_their_orders, files_are_in_their_threads, invoice_numbers_have_no_gap)
