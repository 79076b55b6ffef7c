"""News that was never told: a process was killed after its commit and before its mail. tick looks for it."""

from datetime import datetime, timedelta

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from kb.models import Tip
from portal.notifications.complaints_news import ANSWERS, tell_missed_alarms
from portal.notifications.logistics_news import WAY_BACK, mail_reminder
from portal.notifications.missed_orders import tell_missed_order_news
from portal.notifications.passport_news import mail_period_ends
from portal.notifications.receivers import mail_case_answered, mail_case_changed, mail_case_opened
from portal.notifications.tips import STATES, mail_tip_decided
from portal.notifications.untold import each, untold, without_mail
from portal.notifications.withdrawal_news import mail_withdrawal_received
from returns.models import Case, CaseEvent, Message, PassportReminder, ReturnReminder, Withdrawal

# Younger news is still in the hands of the process that made it; older news is no news.
AT_LEAST, AT_MOST = timedelta(minutes=2), timedelta(days=3)
DECISIONS = (
    "approve",
    "confirm",
    "receive",
    "refund",
    "decline",
    "cancel",
    *ANSWERS,
    "resolve",
    "forward",
    "trace",
    *WAY_BACK,
)


def tell_missed_news(now: datetime) -> None:
    """Once more through the same receivers; what was told has its mail, and no mail is written twice."""
    since = (now - AT_MOST, now - AT_LEAST)
    each(lambda case: mail_case_opened(case=case), untold(Case.objects.filter(opened_at__range=since), "case-"))
    decided = CaseEvent.objects.filter(at__range=since).filter(
        Q(verb__in=DECISIONS) | Q(verb="close", data__has_key="message")
    )
    # What an agent wrote with a decision is in the decision's mail.
    with_decision = {event.data.get("message") for event in decided}
    each(
        lambda event: mail_case_changed(case=event.case, event=event),
        untold(decided.select_related("case__customer"), "case-", "case_id", "-event-"),
    )
    written = Message.objects.filter(created_at__range=since, author=Message.Author.AGENT, internal=False)
    answers = untold(written.select_related("case__customer"), "message-")
    each(
        lambda message: mail_case_answered(message=message),
        (message for message in answers if message.pk not in with_decision),
    )
    tell_missed_order_news(since)
    tell_missed_alarms(since)
    reminders = ReturnReminder.objects.filter(made_at__range=since).select_related("case__customer")
    each(lambda reminder: mail_reminder(reminder=reminder), untold(reminders, "return-reminder-"))
    ending = PassportReminder.objects.filter(made_at__range=since).select_related("order_line__order__customer")
    each(lambda reminder: mail_period_ends(reminder=reminder), untold(ending, "period-"))
    statements = Withdrawal.objects.filter(submitted_at__range=since, erased_at=None)
    each(lambda said: mail_withdrawal_received(withdrawal=said), untold(statements, "withdrawal-"))
    for state in STATES:
        tips = Tip.objects.filter(state=state, decided_at__range=since)
        told = tips.annotate(
            mail_key=Concat(Value("tip-"), Cast("pk", CharField()), Value(f"-{state.value}"), output_field=CharField())
        )
        each(lambda tip: mail_tip_decided(tip=tip), without_mail(told.select_related("article", "user")))
