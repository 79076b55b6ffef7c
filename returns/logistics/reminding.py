"""Reminders: to the customer before the last day to send something back, to the shop when goods do not arrive."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from returns.logistics.signals import return_reminded
from returns.models import Case, Deadline, ReturnReminder

BEFORE_THE_LAST_DAY = timedelta(days=3)
# A parcel that was handed over on the last evening needs a while.
AFTER_THE_LAST_DAY = timedelta(days=4)
AFTER_DISPATCH = timedelta(days=10)
# Older ones are left to the queue: nobody needs a mail about last year's parcel.
NEWS_FOR = timedelta(days=30)
AT_ONCE = 200
Due = tuple[int, str, datetime]  # case, name, what it reminds of
Name = ReturnReminder.Name


def remind(now: datetime) -> int:
    """Write down and announce each reminder that is due, once for each deadline; how many were new."""
    return sum(write(due, now) for due in list(reminders_due(now)))


def reminders_due(now: datetime) -> Iterator[Due]:
    soon = not_seen(Name.SEND_BACK).filter(due_at__gt=now, due_at__lte=now + BEFORE_THE_LAST_DAY)
    for case, due_at in soon.values_list("case_id", "due_at")[:AT_ONCE]:
        yield case, Name.SEND_BACK, due_at
    over = not_seen(Name.NOT_ARRIVED).filter(
        due_at__lte=now - AFTER_THE_LAST_DAY, due_at__gt=now - AFTER_THE_LAST_DAY - NEWS_FOR
    )
    for case, due_at in over.values_list("case_id", "due_at")[:AT_ONCE]:
        yield case, Name.NOT_ARRIVED, due_at
    told = ReturnReminder.objects.filter(case=OuterRef("pk"), name=Name.NOT_ARRIVED, due_at=OuterRef("dispatched_at"))
    underway = Case.objects.filter(
        ~Exists(told),
        closed_at=None,
        received_at=None,
        dispatched_at__lte=now - AFTER_DISPATCH,
        dispatched_at__gt=now - AFTER_DISPATCH - NEWS_FOR,
    )
    for case, at in underway.values_list("pk", "dispatched_at")[:AT_ONCE]:
        if at is not None:
            yield case, Name.NOT_ARRIVED, at


def not_seen(name: str) -> QuerySet[Deadline]:
    """Running clocks of customers whose parcel nobody has heard of, and nobody was reminded of."""
    told = ReturnReminder.objects.filter(case=OuterRef("case"), name=name, due_at=OuterRef("due_at"))
    return (
        Deadline.objects.running()
        .filter(
            ~Exists(told),
            name=Deadline.Name.SEND_BACK,
            case__closed_at=None,
            case__dispatched_at=None,
            case__received_at=None,
        )
        .order_by("due_at")
    )


def write(due: Due, now: datetime) -> bool:
    case, name, due_at = due
    try:
        with transaction.atomic():
            reminder = ReturnReminder.objects.create(case_id=case, name=name, due_at=due_at, made_at=now)
            transaction.on_commit(partial(return_reminded.send_robust, ReturnReminder, reminder=reminder))
    except IntegrityError:
        return False
    return True
