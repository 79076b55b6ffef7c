from typing import Any

from django import template
from django.utils import timezone

from portal.desk.complaint_marks import Mark, claim_facts, mark
from returns.complaints.wording import demanded
from returns.models import Case

register = template.Library()


@register.filter
def complaint_mark(case: Case) -> Mark | None:
    return mark(case, timezone.now())


@register.filter
def demand(case: Case) -> str:
    """What an answer has to say yes or no to; empty where nothing was demanded."""
    return demanded(case)


@register.inclusion_tag("desk/parts/claim.html")
def claim(case: Case) -> dict[str, Any]:
    return {"case": case, "claim": claim_facts(case)}
