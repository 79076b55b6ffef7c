"""Whether the log of withdrawals is whole: every row as it was written, none taken out, none cut off."""

from collections.abc import Iterator
from datetime import datetime

from returns.models import Withdrawal, WithdrawalChain
from returns.withdrawing.chain import START, hash_of_content, link

AT_ONCE = 500


def faults() -> Iterator[str]:
    """A sentence for each place where the chain does not hold; it goes on behind one from what that row says."""
    position, previous = 0, START
    for row in Withdrawal.objects.order_by("position").iterator(AT_ONCE):
        if row.position != position + 1:
            yield f"Withdrawal {position + 1}: missing, the next one is number {row.position}."
        elif row.previous != previous:
            yield f"Withdrawal {row.position}: does not continue from number {position}."
        yield from _faults_of(row)
        position, previous = row.position, row.hash
    end = WithdrawalChain.objects.filter(pk=1).first()
    if (end.position, end.hash) != (position, previous) if end else position:
        yield f"Withdrawal {position + 1}: cut off, the log once ended at number {end.position if end else 'unknown'}."


def _faults_of(row: Withdrawal) -> Iterator[str]:
    if not row.erased_at and hash_of_content(row.content) != row.content_hash:
        yield f"Withdrawal {row.position}: its statement was changed after {row.moment}."
    if row.submitted_at != datetime.fromisoformat(row.moment):
        yield f"Withdrawal {row.position}: its moment was changed."
    if link(row.position, row.previous, row.content_hash, row.moment) != row.hash:
        yield f"Withdrawal {row.position}: its hash is not the one of what it says."
