"""Jobs after a withdrawal; its rows are the truth, this is only speed."""

import logging

from django.utils import timezone
from django_tasks import task

from returns.withdrawing import matching, paper

log = logging.getLogger(__name__)


@task()
def match_withdrawal(withdrawal_id: int) -> None:
    try:
        matching.match(withdrawal_id, timezone.now())
    except Exception as error:
        log.exception("withdrawal %s was not matched: %s", withdrawal_id, type(error).__name__)
        matching.put_back(withdrawal_id, timezone.now())


@task()
def make_acknowledgement(withdrawal_id: int) -> None:
    """Safe to run again, and at the same time."""
    paper.make(withdrawal_id, timezone.now())
