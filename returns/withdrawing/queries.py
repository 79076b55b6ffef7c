"""What is due, and what a link opens."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from returns.models import Withdrawal, WithdrawalMatch
from returns.withdrawing.tokens import could_be_token, token_hash

RECEIPT_LASTS = timedelta(hours=24)


def matches_due(now: datetime) -> QuerySet[WithdrawalMatch]:
    """Statements without a case, the oldest first. tick starts them."""
    return WithdrawalMatch.objects.filter(due_at__lte=now).order_by("due_at")


def papers_due(now: datetime) -> QuerySet[WithdrawalMatch]:
    """Acknowledgements without their PDF."""
    return WithdrawalMatch.objects.filter(pdf_due_at__lte=now).order_by("pdf_due_at")


def proven_by(token: str) -> Withdrawal | None:
    """The statement whose mail held this token."""
    if not could_be_token(token):
        return None
    return _with_its_case().filter(proof_hash=token_hash(token), erased_at=None).first()


def received_by(token: str, now: datetime) -> Withdrawal | None:
    """The one this browser has just confirmed; for a day, then there is the mail."""
    if not could_be_token(token):
        return None
    young = _with_its_case().filter(submitted_at__gt=now - RECEIPT_LASTS)
    return young.filter(receipt_hash=token_hash(token), erased_at=None).first()


def _with_its_case() -> QuerySet[Withdrawal]:
    return Withdrawal.objects.select_related("match__case__order")
