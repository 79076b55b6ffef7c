"""What the bigger pages need, gathered in a fixed number of queries."""

from typing import Any

from returns import queries, rules
from returns.forms import ReplyForm
from returns.models import Case, ReturnSettings
from returns.rules import Role
from returns.terms import load_terms
from returns.wording import explain


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
