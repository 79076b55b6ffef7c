"""Mail that rules of the shop write: an automatic answer to the customer, a word to a colleague."""

from datetime import datetime

from portal.accounts.models import User
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.models import Mail
from portal.notifications.receivers import about, mail_about_case
from returns.models import Case, Message


def mail_automatic_answer(message: Message) -> Mail:
    return mail_about_case("case_automatic", message.case, f"message-{message.pk}", words=message.body)


def mail_rule_matched(rule: str, rule_id: int, case: Case, person: User, now: datetime) -> Mail:
    return queue_mail(
        "rule_matched",
        person.email,
        person.language,
        {
            "name": person.get_short_name(),
            "rule": rule,
            "reference": case.reference,
            "about": about(case, person.language),
            "url": page_url("desk:case", person.language, reference=case.reference),
        },
        dedupe_key=f"rule-{rule_id}-case-{case.pk}-{person.pk}-{now:%Y%m%d%H}",
    )
