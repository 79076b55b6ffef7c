"""Whose invoices of which year, and which archives are to be made or swept."""

import hashlib
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from orders.access import documents_of
from orders.models import Invoice, InvoiceArchive


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    ready: int
    waiting: int
    archive: InvoiceArchive | None


def years_of(user: Any) -> list[Year]:
    """Newest first, with what was packed already. Two queries."""
    counted = (
        documents_of(user)
        .order_by()
        .annotate(year=ExtractYear("issued_date"))
        .values("year")
        .annotate(ready=Count("pk", filter=Q(state=Invoice.State.READY)), all=Count("pk"))
        .order_by("-year")
    )
    archives = {each.year: each for each in InvoiceArchive.objects.filter(user=user)}
    return [Year(row["year"], row["ready"], row["all"] - row["ready"], archives.get(row["year"])) for row in counted]


def documents_in(user: Any, year: int) -> QuerySet[Invoice]:
    """Everything of that year this person may have now, in whatever state."""
    if not MINYEAR <= year <= MAXYEAR:
        return Invoice.objects.none()
    return documents_of(user).filter(issued_date__year=year).order_by("issued_date", "pk")


def contents_of(user: Any, year: int) -> str:
    """Changes when a document is added or the person may no longer see one."""
    ready = documents_in(user, year).filter(state=Invoice.State.READY).values_list("pk", flat=True)
    return hashlib.sha256(",".join(map(str, sorted(ready))).encode()).hexdigest()


def archives_due(now: datetime) -> QuerySet[InvoiceArchive]:
    return InvoiceArchive.objects.filter(state=InvoiceArchive.State.WAITING, due_at__lte=now).order_by("due_at")


def archives_over(now: datetime) -> QuerySet[InvoiceArchive]:
    return InvoiceArchive.objects.filter(expires_at__lte=now)
