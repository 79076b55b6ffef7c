"""What the bigger pages need, gathered in a fixed number of queries."""

from typing import Any

from returns import queries
from returns.case_panels import is_empty
from returns.forms import ReplyForm
from returns.models import Case
from returns.rules import RESERVES
from returns.wording import WORDS, endings_of, explain


def case_page(case: Case, form: ReplyForm) -> dict[str, Any]:
    queries.read_clocks(case)
    events, clocks = queries.history(case), queries.clocks_of(case)
    lines = queries.lines_of(case)
    queries.read_before(case, events=events, lines=lines)
    standing = queries.standing(case, clocks)
    return {
        "case": case,
        "form": form,
        "standing": standing,
        "explained": explain(standing.explanation),
        "steps": queries.timeline(case, events, clocks),
        "thread": queries.thread(case),
        "lines": lines,
        "lines_title": WORDS[case.kind].items,
        "orders": queries.orders_of_case(case),
        "articles_read": [] if is_empty(case, "has_read") else list(case.articles_read.all()),
        "worth": queries.worth_together(lines) if case.kind in RESERVES else None,
        "endings": endings_of(case),
    }
