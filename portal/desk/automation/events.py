"""What rules listen to, read from rows: so an event is found again when its process was killed, and for a dry run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from portal.desk.automation.rules import Facts
from portal.desk.models import Rule
from returns.hours.rules import Schedule, is_open
from returns.models import Case, CaseEvent, Deadline, Message
from returns.rules import BESIDE, MESSAGES

SOON = timedelta(hours=2)
NO_STEPS = BESIDE | MESSAGES | {"open", "merge", "rule"}
# Nobody waits for what lies outside of lists and figures.
IN_SIGHT = Q(case__left_out="", case__merged_into=None)


@dataclass(frozen=True, slots=True)
class Event:
    key: str
    case: Case
    at: datetime
    words: str = ""


def between(event: str, since: datetime, until: datetime) -> Iterator[Event]:
    """Events of this sort, the oldest first; their cases come with order, agent and team, tags read beforehand."""
    yield from _READ[Rule.Event(event)](since, until)


def opened(since: datetime, until: datetime) -> Iterator[Event]:
    firsts = Message.objects.filter(
        IN_SIGHT, case__opened_at__gte=since, case__opened_at__lt=until, created_at=F("case__opened_at")
    ).filter(author=Message.Author.CUSTOMER)
    for message in _with_case(firsts):
        words = f"{message.case.subject}\n{message.body}"
        yield Event(f"opened-{message.case_id}", message.case, message.created_at, words)


def wrote(since: datetime, until: datetime) -> Iterator[Event]:
    later = Message.objects.filter(IN_SIGHT, created_at__gte=since, created_at__lt=until).filter(
        author=Message.Author.CUSTOMER, created_at__gt=F("case__opened_at"), moved_from=None
    )
    for message in _with_case(later):
        yield Event(f"message-{message.pk}", message.case, message.created_at, message.body)


def changed(since: datetime, until: datetime) -> Iterator[Event]:
    steps = CaseEvent.objects.filter(IN_SIGHT, at__gte=since, at__lt=until).exclude(verb__in=NO_STEPS)
    for step in steps.select_related(*CASE).prefetch_related(*BELOW).order_by("at", "pk"):
        yield Event(f"event-{step.pk}", step.case, step.at)


def due_soon(since: datetime, until: datetime) -> Iterator[Event]:
    """Clocks of ours that came within two hours of their end and were running then."""
    met_early = Q(met_at__lt=F("due_at") - SOON) | Q(dropped_at__lt=F("due_at") - SOON)
    for clock in _clocks(since + SOON, until + SOON).exclude(met_early):
        yield Event(f"soon-{clock.pk}", clock.case, max(clock.since, clock.due_at - SOON))


def missed(since: datetime, until: datetime) -> Iterator[Event]:
    in_time = Q(met_at__lte=F("due_at")) | Q(dropped_at__lte=F("due_at"))
    for clock in _clocks(since, until).exclude(in_time):
        yield Event(f"missed-{clock.pk}", clock.case, clock.due_at)


CASE = ("case__customer", "case__order", "case__assignee")
BELOW = ("case__tags", "case__order__shipments")
_READ = {
    Rule.Event.OPENED: opened,
    Rule.Event.WROTE: wrote,
    Rule.Event.CHANGED: changed,
    Rule.Event.DUE_SOON: due_soon,
    Rule.Event.MISSED: missed,
}


def _with_case(messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.select_related(*CASE).prefetch_related(*BELOW).order_by("created_at", "pk")


def _clocks(since: datetime, until: datetime) -> QuerySet[Deadline]:
    found = Deadline.objects.filter(IN_SIGHT, who=Deadline.Who.US, due_at__gte=since, due_at__lt=until)
    return found.select_related(*CASE).prefetch_related(*BELOW).order_by("due_at", "pk")


def facts_of(event: Event, hours: Schedule) -> Facts:
    """As the case stands now: a rule may follow what another has just done."""
    case = event.case
    parcels = case.order.shipments.all() if case.order else []
    late = any(parcel.late_at and parcel.late_at <= event.at for parcel in parcels)
    return Facts(
        kind=case.kind,
        language=case.language,
        way=case.way,
        priority=case.priority,
        has_agent=case.assignee_id is not None,
        team=case.team_id,
        tags=frozenset(tag.pk for tag in case.tags.all()),
        words=event.words,
        is_open=is_open(hours, event.at),
        is_late=late,
    )
