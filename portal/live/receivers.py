"""News of cases reach the pages that show them."""

from typing import Any

from django.dispatch import receiver

from portal.live.news import QUEUE, of_case, tell
from returns.models import Case, CaseEvent, Message
from returns.signals import case_changed, case_opened, message_posted, note_written


def tell_case(reference: str, what: str, **ids: Any) -> None:
    """To the case's own page and to every queue."""
    data = {"reference": reference, "what": what, **ids}
    tell(of_case(reference), data)
    tell(QUEUE, data, for_agents=True)


@receiver(case_opened, dispatch_uid="live_case_opened")
def on_case_opened(case: Case, **kwargs: Any) -> None:
    tell_case(case.reference, "opened")


@receiver(message_posted, dispatch_uid="live_message_posted")
def on_message_posted(message: Message, **kwargs: Any) -> None:
    tell_case(message.case.reference, "message", message=message.pk, author=message.author)


@receiver(note_written, dispatch_uid="live_note_written")
def on_note_written(message: Message, **kwargs: Any) -> None:
    data = {"reference": message.case.reference, "what": "note", "message": message.pk}
    tell(of_case(message.case.reference), data, for_agents=True)


@receiver(case_changed, dispatch_uid="live_case_changed")
def on_case_changed(case: Case, event: CaseEvent, **kwargs: Any) -> None:
    tell_case(case.reference, "changed", verb=event.verb)
