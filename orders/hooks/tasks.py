"""The job that reads deliveries. The row is the truth; a lost or doubled job changes nothing."""

from collections.abc import Iterable

from django.utils import timezone
from django_tasks import task

from orders.hooks.actions import apply, claim


@task()
def apply_envelope(envelope_id: int) -> str:
    """The state it came to; "" when it was done already or another worker has it."""
    now = timezone.now()
    envelope = claim(envelope_id, now)
    return apply(envelope, now) if envelope else ""


def start(envelope_ids: Iterable[int]) -> None:
    for pk in envelope_ids:
        apply_envelope.enqueue(pk)
