"""News of cases becomes events. Each has a key of its own, so a replay is harmless."""

from decimal import Decimal
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from portal.webhooks_out.actions import happen
from portal.webhooks_out.models import Call, Event
from portal.webhooks_out.signals import call_queued
from portal.webhooks_out.tasks import call_endpoint
from portal.webhooks_out.telling import source_of, told_case, told_change, told_lines, told_message
from returns.complaints.signals import accepted_by_law
from returns.logistics.signals import refund_decided
from returns.models import Case, CaseEvent, Message, Teller, Withdrawal
from returns.signals import case_changed, case_opened, message_posted
from returns.withdrawing.signals import stop_dispatch, withdrawal_submitted


@receiver(call_queued, dispatch_uid="make_a_queued_call")
def make_a_queued_call(call: Call, **kwargs: Any) -> None:
    call_endpoint.enqueue(call.pk)


@receiver(case_opened, dispatch_uid="event_case_opened")
def tell_case_opened(case: Case, **kwargs: Any) -> Event | None:
    data = {"case": told_case(case), "lines": told_lines(case)}
    return happen("case.opened", f"case-{case.pk}", data, timezone.now(), source_of(case))


@receiver(case_changed, dispatch_uid="event_case_changed")
def tell_case_changed(case: Case, event: CaseEvent, **kwargs: Any) -> Event | None:
    data = {"case": told_case(case), "change": told_change(event)}
    return happen("case.changed", f"step-{event.pk}", data, timezone.now(), source_of(case))


@receiver(message_posted, dispatch_uid="event_case_message")
def tell_message(message: Message, **kwargs: Any) -> Event | None:
    if message.internal:
        return None
    data = {"case": told_case(message.case), "message": told_message(message)}
    return happen("case.message", f"message-{message.pk}", data, timezone.now(), source_of(message.case))


@receiver(withdrawal_submitted, dispatch_uid="event_withdrawal_submitted")
def tell_withdrawal(withdrawal: Withdrawal, **kwargs: Any) -> Event | None:
    """Whose order it is comes out later, so it goes to those who hear of all shops."""
    data = {"withdrawal": {"number": withdrawal.position, "submitted_at": withdrawal.moment}}
    return happen("withdrawal.submitted", f"withdrawal-{withdrawal.pk}", data, timezone.now())


@receiver(stop_dispatch, dispatch_uid="event_stop_dispatch")
def tell_stop_dispatch(case: Case, **kwargs: Any) -> Event | None:
    """Sent within the case's transaction: the event is kept with it, or neither is."""
    data = {"case": told_case(case), "lines": told_lines(case)}
    return happen("order.stop_dispatch", f"stop-{case.pk}", data, timezone.now(), source_of(case))


@receiver(refund_decided, dispatch_uid="event_refund_decided")
def tell_refund(case: Case, amount: Decimal, refund: Any = None, **kwargs: Any) -> Event | None:
    """What the shop has told of is paid: hearing of it again, its system might pay twice."""
    if refund is not None and (refund.source == Teller.SHOP or refund.order_refund_id):
        return None
    currency = case.order.currency if case.order else ""
    data = {"case": told_case(case), "refund": {"amount": str(amount), "currency": currency}}
    key = f"refund-{refund.pk}" if refund is not None else f"refund-of-{case.pk}-{amount}"
    return happen("refund.decided", key, data, timezone.now(), source_of(case))


@receiver(accepted_by_law, dispatch_uid="event_accepted_by_law")
def tell_accepted_by_law(case: Case, **kwargs: Any) -> Event | None:
    data = {"case": told_case(case), "demand": case.demand}
    return happen("complaint.accepted_by_law", f"accepted-{case.pk}", data, timezone.now(), source_of(case))
