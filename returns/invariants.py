"""What must be true of cases whatever happened to a process that wrote them. Each check yields a sentence a fault."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from orders.invariants import AT_ONCE, file_problem
from orders.models import OrderLine
from returns.models import Attachment, Case, Upload

# Their pieces are free again (returns.rules.GIVES_BACK).
RELEASED = (Case.Status.CANCELLED, Case.Status.DECLINED, Case.Status.CLOSED)


def returned_pieces_are_in_cases(now: datetime) -> Iterator[str]:
    """What an order line counts as returned is what stands in cases that still hold them."""
    held = Q(case_lines__case__status__in=RELEASED)
    lines = OrderLine.objects.annotate(held=Coalesce(Sum("case_lines__quantity", filter=~held), 0))
    for line in lines.exclude(held=F("returned_quantity")).iterator(AT_ONCE):
        said = f"{line.returned_quantity} pieces are in returns, its cases say {vars(line)['held']}"
        yield f"Order line {line.pk}: {said}."


def cases_have_a_history(now: datetime) -> Iterator[str]:
    for reference in Case.objects.filter(events=None).values_list("reference", flat=True):
        yield f"Case {reference} was opened without a first step in its history."


def files_are_whole(now: datetime) -> Iterator[str]:
    for model in (Attachment, Upload):
        for row in model.objects.iterator(AT_ONCE):
            if problem := file_problem(str(row.file.name), row.sha256):
                yield f"{model.__name__} {row.pk}: {problem}."


CHECKS = (returned_pieces_are_in_cases, cases_have_a_history, files_are_whole)
