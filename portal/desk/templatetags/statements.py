"""The statement behind a withdrawal, beside its case on the desk."""

from typing import Any

from django import template

from returns.models import Case, WithdrawalMatch
from returns.withdrawing.deciding import is_without_order
from returns.withdrawing.wording import moment_in_words

register = template.Library()


@register.inclusion_tag("desk/parts/statement.html", takes_context=True)
def withdrawal_statement(context: dict[str, Any], case: Case, may_work: bool) -> dict[str, Any]:
    """Empty for cases that come from no statement."""
    if case.kind != Case.Kind.WITHDRAWAL:
        return {"work": None}
    work = WithdrawalMatch.objects.select_related("withdrawal").filter(case=case).first()
    return {
        "case": case,
        "work": work,
        "moment": moment_in_words(work.withdrawal) if work else "",
        "candidates": list(work.candidates.all()) if work else [],
        "is_without_order": may_work and is_without_order(case),
        "csrf_token": context.get("csrf_token"),
    }
