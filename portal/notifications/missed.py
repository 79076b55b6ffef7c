"""News that was never told: a process was killed after its commit and before its mail. tick looks for it."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from kb.models import Tip
from orders.models import Invoice
from portal.notifications.models import Mail
from portal.notifications.receivers import (
    mail_case_answered,
    mail_case_changed,
    mail_case_opened,
    mail_invoice_ready,
)
from portal.notifications.tips import STATES, mail_tip_decided
from returns.models import Case, CaseEvent, Message

logger = logging.getLogger(__name__)

# Younger news is still in the hands of the process that made it; older news is no news.
AT_LEAST, AT_MOST = timedelta(minutes=2), timedelta(days=3)
DECISIONS = ("approve", "receive", "refund", "decline", "cancel")


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
    # Whoever joins later finds the invoice in the account; a mail then would be about nothing new.
    rendered = Invoice.objects.filter(rendered_at__range=since, order__customer__date_joined__lt=F("rendered_at"))
    each(lambda invoice: mail_invoice_ready(invoice=invoice), untold(rendered, "invoice-"))
    for state in STATES:
        tips = Tip.objects.filter(state=state, decided_at__range=since)
        told = tips.annotate(
            mail_key=Concat(Value("tip-"), Cast("pk", CharField()), Value(f"-{state.value}"), output_field=CharField())
        )
        each(lambda tip: mail_tip_decided(tip=tip), without_mail(told.select_related("article", "user")))


def untold(rows: QuerySet[Any], *key: str) -> QuerySet[Any]:
    """The rows without a mail under their dedupe key: the parts of `key` (a name in _id by its value), then the pk."""
    parts = [Cast(part, CharField()) if part.endswith("_id") else Value(part) for part in key]
    named = rows.annotate(mail_key=Concat(*parts, Cast("pk", CharField()), output_field=CharField()))
    return without_mail(named)


def without_mail(named: QuerySet[Any]) -> QuerySet[Any]:
    return named.filter(~Exists(Mail.objects.filter(dedupe_key=OuterRef("mail_key")))).order_by("pk")


def each(tell: Callable[[Any], object], rows: Iterable[Any]) -> None:
    for row in rows:
        try:
            tell(row)
        except Exception:
            # One case with an impossible address must not keep the others' mails.
            logger.exception("The news of %s %s could not be told", type(row).__name__, row.pk)
