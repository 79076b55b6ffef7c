"""What pages show about cases."""

from returns.queries.lines import (
    ReturnableLine,
    ReturnableOrder,
    lines_of,
    orders_of_case,
    orders_to_return_from,
    returnable_lines,
    worth,
    worth_of_lines,
    worth_together,
)
from returns.queries.lists import Page, finished_cases, open_cases, queue
from returns.queries.story import (
    TimelineStep,
    clocks_of,
    events_named,
    history,
    read_before,
    read_clocks,
    standing,
    thread,
    timeline,
    with_clocks,
)

__all__ = [
    "Page",
    "ReturnableLine",
    "ReturnableOrder",
    "TimelineStep",
    "clocks_of",
    "events_named",
    "finished_cases",
    "history",
    "lines_of",
    "open_cases",
    "orders_of_case",
    "orders_to_return_from",
    "queue",
    "read_before",
    "read_clocks",
    "returnable_lines",
    "standing",
    "thread",
    "timeline",
    "with_clocks",
    "worth",
    "worth_of_lines",
    "worth_together",
]
