"""The job that calls a listener. The row is the truth; a lost or doubled job changes nothing."""

from django.utils import timezone
from django_tasks import task

from portal.webhooks_out.actions import claim, make


@task()
def call_endpoint(call_id: int) -> str:
    """The state it came to; "" when it was done already or another worker has it."""
    now = timezone.now()
    call = claim(call_id, now)
    return make(call, now) if call else ""
