"""A case that is opened, written to or decided is found by its new words at once; tick finds what nobody announced."""

from typing import Any

from django.dispatch import receiver

from portal.accounts.privacy.registry import left_out
from portal.accounts.privacy.signals import person_erased
from portal.desk.searching.rows import write
from returns.models import Case, Message
from returns.signals import case_changed, case_emptied, case_opened, message_posted, note_written


@receiver(case_opened, dispatch_uid="words_of_an_opened_case")
@receiver(case_changed, dispatch_uid="words_of_a_changed_case")
@receiver(case_emptied, dispatch_uid="words_of_an_emptied_case")
def keep_words(case: Case, **kwargs: Any) -> None:
    write([case.pk])


@receiver(message_posted, dispatch_uid="words_of_a_message")
@receiver(note_written, dispatch_uid="words_of_a_note")
def keep_words_of_thread(message: Message, **kwargs: Any) -> None:
    write([message.case_id])


@receiver(person_erased, dispatch_uid="name_in_open_cases")
def forget_name(email: str, **kwargs: Any) -> None:
    """What is open is finished by mail, without the account: its name is found no more."""
    write(Case.objects.filter(email__iexact=email, customer=None, closed_at=None).values_list("pk", flat=True))


left_out(
    {
        "desk.CaseLatest": "The end of a thread once more, for lists; written anew when the case is emptied.",
        "desk.CaseWords": "The words of a case once more, for search; written anew when the case is emptied.",
        "desk.SavedView": "How an agent filters cases: staff at work.",
    }
)
