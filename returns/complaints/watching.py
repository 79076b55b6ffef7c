"""The complaint desk's clock as its row tells it: the law's numbers were stored with it when it was counted."""

from django.db.models import QuerySet
from django.utils import timezone

from returns.complaints.rules import Watch
from returns.models import Case, Deadline
from returns.queries import clocks_of


def running() -> QuerySet[Deadline]:
    """Clocks of complaints that nobody has answered."""
    return Deadline.objects.running().filter(
        name=Deadline.Name.COMPLAINT_ANSWER,
        case__kind=Case.Kind.COMPLAINT,
        case__status__in=[Case.Status.OPEN, Case.Status.WAITING],
    )


def watch_of(clock: Deadline) -> Watch:
    tz = timezone.get_default_timezone()
    internal = clock.due_at.astimezone(tz).date()
    return Watch(
        received_day=clock.since.astimezone(tz).date(),
        internal_day=internal,
        latest_day=clock.legal_at.astimezone(tz).date() if clock.legal_at else internal,
        tz=tz,
        silence_accepts=bool(clock.legal_at and clock.explanation.get("inputs", {}).get("silence_accepts")),
    )


def watched(case: Case) -> Watch | None:
    """None when no answer to a claim is due."""
    if case.kind != Case.Kind.COMPLAINT or case.status not in {Case.Status.OPEN, Case.Status.WAITING}:
        return None
    clock = clocks_of(case).get(Deadline.Name.COMPLAINT_ANSWER)
    return watch_of(clock) if clock else None
