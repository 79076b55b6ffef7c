"""Every change of a company has a row that is never rewritten (STYLE 9)."""

from datetime import datetime
from typing import Any

from orders.models import Company, CompanyEvent, Order


def note(
    company: Company, verb: str, *, by: Any, now: datetime, order: Order | None = None, **data: str
) -> CompanyEvent:
    """`by` is who did it, None for the portal itself; `data` is what to read later, names as they were."""
    who = {"by": str(by)} if by is not None else {}
    return CompanyEvent.objects.create(company=company, at=now, actor=by, verb=verb, order=order, data=who | data)
