"""A new statement is matched and printed at once, if the queue lives; tick does it otherwise."""

from typing import Any

from django.dispatch import receiver

from returns.models import Withdrawal
from returns.withdrawing.signals import withdrawal_submitted
from returns.withdrawing.tasks import make_acknowledgement, match_withdrawal


@receiver(withdrawal_submitted, dispatch_uid="work_on_a_withdrawal")
def work_on_a_withdrawal(withdrawal: Withdrawal, **kwargs: Any) -> None:
    match_withdrawal.enqueue(withdrawal.pk)
    make_acknowledgement.enqueue(withdrawal.pk)
