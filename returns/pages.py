"""What the bigger pages need, gathered in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from orders.models import Order
from returns import queries, rules
from returns.forms import ReplyForm, ReturnForm
from returns.models import Case, ReturnSettings
from returns.queries import ReturnableLine
from returns.rules import Role
from returns.terms import load_terms
from returns.wording import explain, why_not


def return_page(order: Order, lines: Sequence[ReturnableLine], form: ReturnForm, now: datetime) -> dict[str, Any]:
    terms = load_terms()
    days = [line.verdict.last_day for line in lines if line.verdict.quantity and line.verdict.last_day]
    return {
        "order": order,
        "form": form,
        "refused": [(line.order_line, why_not(line.verdict)) for line in lines if line.verdict.no],
        "last_day": min(days, default=None),
        "answer_by": rules.answer_due(now, terms).at,
        "terms": terms,
    }


def case_page(case: Case, form: ReplyForm) -> dict[str, Any]:
    events, terms = queries.history(case), load_terms()
    lines = list(case.lines.select_related("order_line"))
    standing = queries.standing(case, events, terms)
    wanted = [(line.order_line, line.quantity) for line in lines]
    steps = rules.steps_open_to(case.kind, case.status, Role.CUSTOMER)
    return {
        "case": case,
        "form": form,
        "standing": standing,
        "explained": explain(case.due_explanation) if standing.by and standing.by == case.due_at else [],
        "steps": queries.timeline(case, events),
        "thread": queries.thread(case),
        "lines": lines,
        "articles_read": list(case.articles_read.all()),
        "worth": queries.worth_of_lines(case.order, wanted) if case.order and lines else None,
        "can_cancel": "cancel" in steps,
        "can_close": "close" in steps,
        "return_address": ReturnSettings.load().return_address if case.status == "approved" else "",
    }
