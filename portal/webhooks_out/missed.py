"""Events nobody wrote down: a process was killed after its commit and before its news. tick looks for them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from portal.webhooks_out.models import Endpoint, Event
from portal.webhooks_out.receivers import (
    tell_accepted_by_law,
    tell_case_changed,
    tell_case_opened,
    tell_message,
    tell_refund,
    tell_withdrawal,
)
from returns.models import Case, CaseEvent, CaseRefund, Decision, Message, Teller, Withdrawal
from returns.rules import BESIDE

# Younger news is still in the hands of the process that made it; what is older was looked for an hour long.
AT_LEAST, AT_MOST = timedelta(minutes=2), timedelta(hours=1)
# Rows of history that are no step of the case: its beginning, and messages, which have events of their own.
NO_STEPS = ("open", "ask", "answer", *BESIDE)


def tell_missed_events(now: datetime) -> None:
    """Once more through the same receivers; what was written down is found by its key."""
    kinds, since = heard_since(now)
    span = (since, now - AT_LEAST)
    if "case.opened" in kinds:
        each(lambda case: tell_case_opened(case=case), Case.objects.filter(opened_at__range=span), "case-")
    steps = CaseEvent.objects.filter(at__range=span).exclude(verb__in=NO_STEPS)
    if "case.changed" in kinds:
        each(lambda step: tell_case_changed(case=step.case, event=step), steps.select_related("case__order"), "step-")
    if "case.message" in kinds:
        told = CaseEvent.objects.filter(at__range=span).exclude(verb__in=("ask", "answer"))
        with_a_step = {event.data.get("message") for event in told}
        messages = Message.objects.filter(created_at__range=span, internal=False).exclude(pk__in=with_a_step - {None})
        each(lambda message: tell_message(message=message), messages.select_related("case__order"), "message-")
    if "refund.decided" in kinds:
        paid = CaseRefund.objects.filter(made_at__range=span, source=Teller.AGENT, order_refund=None)
        each(
            lambda row: tell_refund(case=row.case, amount=row.amount, refund=row),
            paid.select_related("case__order"),
            "refund-",
        )
    if "complaint.accepted_by_law" in kinds:
        silent = Decision.objects.filter(made_at__range=span, verdict=Decision.Verdict.BY_LAW)
        each(
            lambda made: tell_accepted_by_law(case=made.case),
            silent.select_related("case__order"),
            "accepted-",
            "case",
        )
    if "withdrawal.submitted" in kinds:
        written = Withdrawal.objects.filter(submitted_at__range=span)
        each(lambda withdrawal: tell_withdrawal(withdrawal=withdrawal), written, "withdrawal-")


def heard_since(now: datetime) -> tuple[set[str], datetime]:
    """What anybody listens to, and since when: nothing from before there was a listener is told."""
    listeners = list(Endpoint.objects.filter(is_active=True).only("events", "created_at"))
    kinds = {kind for endpoint in listeners for kind in endpoint.events}
    first = min((endpoint.created_at for endpoint in listeners), default=now)
    return kinds, max(first, now - AT_MOST)


def each(tell: Callable[[Any], object], rows: QuerySet[Any], prefix: str, numbered_by: str = "pk") -> None:
    key = Concat(Value(prefix), Cast(numbered_by, CharField()), output_field=CharField())
    known = Event.objects.filter(key=OuterRef("event_key"))
    for row in rows.annotate(event_key=key).filter(~Exists(known)).order_by("pk"):
        tell(row)
