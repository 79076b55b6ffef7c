"""Answers to people who look for an order; the row is the truth, this is only speed."""

import logging

from django.utils import timezone
from django_tasks import task

from orders.finding import actions

log = logging.getLogger(__name__)


@task()
def answer_query(query_id: int) -> None:
    try:
        actions.answer(query_id, timezone.now())
    except Exception as error:
        log.warning("search for an order %s: %s", query_id, type(error).__name__)
        actions.put_back(query_id, timezone.now())
