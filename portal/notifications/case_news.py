"""News of cases in words of their kind, where no room has a file of its own."""

from portal.notifications.receivers import OWN_MAILS, mail_about_case
from returns.models import Case, CaseEvent


def mail_withdrawal_declined(case: Case, event: CaseEvent, words: str = "") -> None:
    mail_about_case("withdrawal_declined", case, f"case-{case.pk}-event-{event.pk}", words=words)


OWN_MAILS["withdrawal", "decline"] = mail_withdrawal_declined
