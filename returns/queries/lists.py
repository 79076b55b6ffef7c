"""Lists of cases: a customer's own, and the desk's queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, F, Max, Q, QuerySet, When

from returns.access import Person, cases_of
from returns.models import Case
from returns.queries.story import with_clocks
from returns.reference import is_reference

# A complaint's clock runs on while she is asked something: it is her turn all the same.
HERS_FIRST = Choose(When(status=Case.Status.WAITING, unanswered_since=None, then=0), default=1)
PROMISES_FIRST = F("due_at").asc(nulls_last=True)


def open_cases(person: Person, limit: int = 50) -> list[Case]:
    """What is open: cases that wait for the customer lead, then the earliest promise; with their clocks."""
    cases = with_clocks(cases_of(person).filter(closed_at=None).select_related("order"))
    return list(cases.order_by(HERS_FIRST, F("due_at").asc(nulls_first=True), "-pk")[:limit])


@dataclass(frozen=True)
class Page:
    cases: list[Case]
    # The reference to ask for older cases with; None on the last page.
    older: str | None


def finished_cases(person: Person, before: str | None = None, limit: int = 20) -> Page:
    """Finished cases, newest first; `before` is the reference the last page ended with."""
    cases = cases_of(person).exclude(closed_at=None).select_related("order")
    last = cases_of(person).filter(reference=before).first() if before and is_reference(before) else None
    if last:
        cases = cases.filter(Q(opened_at__lt=last.opened_at) | Q(opened_at=last.opened_at, pk__lt=last.pk))
    rows = list(cases[: limit + 1])
    return Page(rows[:limit], rows[limit - 1].reference if len(rows) > limit else None)


def queue(
    *,
    agent: Any = None,
    mine: bool = False,
    unassigned: bool = False,
    overdue_at: datetime | None = None,
    kind: str | None = None,
    waiting_for: str | None = None,
) -> QuerySet[Case]:
    """Open cases for the desk, the earliest promise first, those without one last.

    waiting_for is "us" or "customer"; overdue_at keeps what was promised before that moment. Each case has
    message_count and last_message_at, without internal notes.
    """
    cases = Case.objects.filter(closed_at=None).select_related("customer", "order", "assignee")
    if mine:
        cases = cases.filter(assignee=agent)
    if unassigned:
        cases = cases.filter(assignee=None)
    if overdue_at:
        cases = cases.filter(due_at__lt=overdue_at)
    if kind:
        cases = cases.filter(kind=kind)
    if waiting_for:
        theirs = Q(unanswered_since=None) & (Q(due_at=None) | Q(status=Case.Status.WAITING))
        cases = cases.exclude(theirs) if waiting_for == "us" else cases.filter(theirs)
    public = Q(messages__internal=False)
    return cases.annotate(
        message_count=Count("messages", filter=public), last_message_at=Max("messages__created_at", filter=public)
    ).order_by(PROMISES_FIRST, "pk")
