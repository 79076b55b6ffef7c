"""Mail about withdrawals: the acknowledgement the law wants at once, and what became of the statement."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from orders.models import Order
from orders.templatetags.formats import day
from portal.accounts.mail import language_of
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.models import Mail
from portal.notifications.orders_found import masked
from portal.notifications.receivers import OWN_MAILS, mail_about_case
from returns.models import Case, CaseEvent, Deadline, ReturnSettings, Withdrawal, WithdrawalMatch
from returns.withdrawing.matching import NOT_SENT
from returns.withdrawing.signals import owner_to_tell, withdrawal_written
from returns.withdrawing.tokens import proof_token
from returns.withdrawing.wording import moment_in_words, rows_of

Found = WithdrawalMatch.Found
# One sentence for all three: whether the number is somebody else's is nobody's to know.
NOT_FOUND = (Found.UNKNOWN, Found.OTHER_ADDRESS, Found.SEVERAL)


@receiver(withdrawal_written, dispatch_uid="mail_withdrawal_received")
def mail_withdrawal_received(withdrawal: Withdrawal, send_at: datetime | None = None, **kwargs: Any) -> Mail:
    """In the transaction of the statement. All of it is in the text: a PDF that is late or lost takes nothing away."""
    said = withdrawal.content
    language = said["language"]
    with override(language):
        facts = {
            "sentence": said["statement"],
            "rows": rows_of(said),
            "moment": moment_in_words(withdrawal),
            "number": withdrawal.position,
            "hash": withdrawal.hash,
            "url": page_url("cases:withdrawal", language, token=proof_token(withdrawal.submission_key)),
        }
    mail = queue_mail("withdrawal_received", said["email"], language, facts, dedupe_key=f"withdrawal-{withdrawal.pk}")
    if send_at and send_at > timezone.now():
        Mail.objects.filter(pk=mail.pk).update(due_at=send_at)
    return mail


@receiver(owner_to_tell, dispatch_uid="mail_withdrawal_to_owner")
def mail_withdrawal_to_owner(withdrawal: Withdrawal, order: Order, **kwargs: Any) -> Mail:
    """To the order's own address, with as little of the other one as tells her whether it is hers."""
    language = order.language if order.language in dict(settings.LANGUAGES) else language_of(order.email)
    with override(language):
        facts = {
            "number": order.number,
            "address": masked(withdrawal.content["email"]),
            "moment": moment_in_words(withdrawal),
            "url": page_url("cases:contact", language),
        }
    key = f"withdrawal-{withdrawal.pk}-owner-{order.pk}"
    return queue_mail("withdrawal_other_address", order.email, language, facts, dedupe_key=key)


def mail_withdrawal_open(case: Case, event: CaseEvent | None = None, words: str = "") -> None:
    """A person has to look. What the system confirmed in the same breath has a mail of its own."""
    work = WithdrawalMatch.objects.filter(case=case).first()
    if work and work.found != Found.CONFIRMED:
        mail_about_case(
            "withdrawal_open", case, f"case-{case.pk}", answer_by=case.due_at, is_found=work.found not in NOT_FOUND
        )


def mail_withdrawal_confirmed(case: Case, event: CaseEvent, words: str = "") -> None:
    due = case.deadlines.filter(name=Deadline.Name.SEND_BACK, met_at=None, dropped_at=None).first()
    with override(case.language):
        send_by = day(due.due_at) if due else ""
    mail_about_case(
        "withdrawal_confirmed",
        case,
        f"case-{case.pk}-event-{event.pk}",
        words=words,
        return_address=ReturnSettings.load().return_address,
        send_by=send_by,
        is_sent=case.order is None or case.order.status not in NOT_SENT,
        lines=[f"{each.quantity} × {each.order_line.name}" for each in case.lines.select_related("order_line")],
    )


OWN_MAILS["withdrawal", "open"] = mail_withdrawal_open
OWN_MAILS["withdrawal", "confirm"] = mail_withdrawal_confirmed
