"""Errors in the log are counted by the room that wrote them."""

import logging

from portal.operations.metrics import counters

ROOMS = {"portal", "kb", "orders", "returns", "django", "wagtail", "django_tasks", "django_tasks_db", "allauth"}


def room_of(logger: str) -> str:
    """ "portal.desk" of portal.desk.queue.page: as many as there are rooms."""
    first, _, rest = logger.partition(".")
    if first not in ROOMS:
        return "other"
    return f"{first}.{rest.partition('.')[0]}" if rest else first


class Counting(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        counters.errors.labels(room_of(record.name)).inc()
