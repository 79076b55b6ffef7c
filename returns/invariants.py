"""What must be true of cases whatever happened to a process that wrote them. Each check yields a sentence a fault."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from orders.invariants import AT_ONCE, file_problem
from orders.models import Order, OrderLine
from returns.actions.money import left_for
from returns.models import Attachment, Case, Deadline, ReturnLabel, Upload, WithdrawalMatch
from returns.rules import RELEASED, RESERVES
from returns.withdrawing.verifying import faults


def returned_pieces_are_in_cases(now: datetime) -> Iterator[str]:
    """What an order line counts as returned is what stands in cases that set pieces aside and still hold them."""
    holds = Q(case_lines__case__kind__in=RESERVES) & ~Q(case_lines__case__status__in=RELEASED)
    lines = OrderLine.objects.annotate(held=Coalesce(Sum("case_lines__quantity", filter=holds), 0))
    for line in lines.exclude(held=F("returned_quantity")).iterator(AT_ONCE):
        said = f"{line.returned_quantity} pieces are in returns, its cases say {vars(line)['held']}"
        yield f"Order line {line.pk}: {said}."


def cases_have_a_history(now: datetime) -> Iterator[str]:
    for reference in Case.objects.filter(events=None).values_list("reference", flat=True):
        yield f"Case {reference} was opened without a first step in its history."


def labels_are_whole(now: datetime) -> Iterator[str]:
    for label in ReturnLabel.objects.exclude(file="").iterator(AT_ONCE):
        if problem := file_problem(str(label.file.name), label.sha256):
            yield f"ReturnLabel {label.pk}: {problem}."


def files_are_whole(now: datetime) -> Iterator[str]:
    for model in (Attachment, Upload):
        # What the virus scanner dropped has no file any more.
        for row in model.objects.exclude(scan="dropped").iterator(AT_ONCE):
            if problem := file_problem(str(row.file.name), row.sha256):
                yield f"{model.__name__} {row.pk}: {problem}."


def withdrawals_are_chained(now: datetime) -> Iterator[str]:
    """As `verify_withdrawals` says it; and every acknowledgement is the one that was made."""
    yield from faults()
    for row in WithdrawalMatch.objects.exclude(pdf="").iterator(AT_ONCE):
        if problem := file_problem(row.pdf, row.pdf_sha256):
            yield f"Acknowledgement of withdrawal {row.pk}: {problem}."


def refunds_stay_within_the_order(now: datetime) -> Iterator[str]:
    """What the cases of an order paid back is at most what was paid for it; cases of several orders count all."""
    back = Case.objects.filter(order=OuterRef("pk"), more_orders=None).order_by().values("order")
    paid_back = back.annotate(sum=Sum("refunded_amount")).values("sum")
    orders = Order.objects.annotate(back=Subquery(paid_back))
    for order in orders.filter(back__gt=F("total")).iterator(AT_ONCE):
        yield f"Order {order.pk}: its cases paid back {vars(order)['back']}, it cost {order.total}."
    for case in Case.objects.exclude(refunded_amount=None).exclude(more_orders=None).distinct().iterator(AT_ONCE):
        if (case.refunded_amount or 0) > (left := left_for(case)):
            yield f"Case {case.reference} paid back {case.refunded_amount}, its orders had {left} left."


def deadlines_agree(now: datetime) -> Iterator[str]:
    """A case's next promise is its first running clock of ours, and nothing runs when a case is closed."""
    ours = Deadline.objects.running().filter(case=OuterRef("pk"), who=Deadline.Who.US).order_by("due_at")
    cases = Case.objects.annotate(first=Subquery(ours.values("due_at")[:1]))
    wrong = cases.exclude(due_at=F("first")).exclude(due_at=None, first=None)
    for case in wrong.iterator(AT_ONCE):
        yield f"Case {case.reference} promises {case.due_at}, its first clock says {vars(case)['first']}."
    for row in Deadline.objects.running().exclude(case__closed_at=None).select_related("case").iterator(AT_ONCE):
        yield f"Case {row.case.reference} is closed, its clock “{row.name}” still runs."
    # One that still runs is marked by the next `manage.py tick`.
    late = Deadline.objects.filter(met_at__gt=F("due_at"), breached_at=None)
    for row in late.select_related("case").iterator(AT_ONCE):
        yield f"Case {row.case.reference} kept its clock “{row.name}” too late, and the row does not say so."


CHECKS = (
    returned_pieces_are_in_cases,
    cases_have_a_history,
    files_are_whole,
    labels_are_whole,
    withdrawals_are_chained,
    refunds_stay_within_the_order,
    deadlines_agree,
)
