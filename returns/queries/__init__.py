"""What pages show about cases."""

from returns.queries.lines import (
    ReturnableLine,
    ReturnableOrder,
    orders_to_return_from,
    returnable_lines,
    worth,
    worth_of_lines,
)
from returns.queries.lists import Page, finished_cases, open_cases, queue
from returns.queries.story import TimelineStep, history, standing, thread, timeline

__all__ = [
    "Page",
    "ReturnableLine",
    "ReturnableOrder",
    "TimelineStep",
    "finished_cases",
    "history",
    "open_cases",
    "orders_to_return_from",
    "queue",
    "returnable_lines",
    "standing",
    "thread",
    "timeline",
    "worth",
    "worth_of_lines",
]
