"""News of cases is shown to the rules by a job: nobody waits for it."""

from typing import Any

from django.dispatch import receiver

from portal.desk.automation.queries import rules_on
from portal.desk.automation.tasks import show_event
from portal.desk.models import Rule
from returns.models import Case, CaseEvent, Message
from returns.signals import case_changed, case_opened, message_posted


@receiver(case_opened, dispatch_uid="rules_hear_a_new_case")
def hear_new_case(case: Case, **kwargs: Any) -> None:
    hear(Rule.Event.OPENED, case.opened_at.isoformat())


@receiver(message_posted, dispatch_uid="rules_hear_a_message")
def hear_message(message: Message, **kwargs: Any) -> None:
    if message.author == Message.Author.CUSTOMER:
        hear(Rule.Event.WROTE, message.created_at.isoformat())


@receiver(case_changed, dispatch_uid="rules_hear_a_step")
def hear_step(event: CaseEvent, **kwargs: Any) -> None:
    hear(Rule.Event.CHANGED, event.at.isoformat())


def hear(event: str, moment: str) -> None:
    if rules_on(event):
        show_event.enqueue(event, moment)
