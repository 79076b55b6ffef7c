"""Calls that a person booked: they go with her; how many calls an hour took says nothing about anybody."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.records import Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep, left_out, register
from portal.accounts.privacy.subject import Subject
from portal.callbacks.actions import give_back
from portal.callbacks.models import Callback
from returns.models import Case
from returns.signals import case_emptied

CALL = Part("callbacks.Callback", frozenset({"agent", "sequence"}))


class CallbackArea(Area):
    name = "calls"
    title = _("Calls you asked for")
    text = _("When we called you, at which number, and whether we reached you.")
    # Before the cases they belong to.
    turn = 20
    fates: ClassVar = {"callbacks.Callback": Fate.GOES}

    def records(self, subject: Subject) -> Iterator[Record]:
        return records(CALL, calls_of(subject).order_by("pk"))

    def goes(self, subject: Subject) -> Iterable[Goes]:
        yield Goes(_("calls you asked for, with your telephone number"), calls_of(subject).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        for call in calls_of(subject).filter(state=Callback.State.BOOKED):
            give_back(call)
        calls_of(subject).delete()
        return ()


def calls_of(subject: Subject) -> QuerySet[Callback]:
    return Callback.objects.filter(subject.owns("case__customer", "case__email"), booked_at__lte=subject.until)


@receiver(case_emptied, dispatch_uid="calls_of_an_emptied_case")
def forget_calls(case: Case, **kwargs: Any) -> None:
    """Numbers and names go with the words of their case, also where nobody asked."""
    Callback.objects.filter(case=case).delete()


def connect() -> None:
    register(CallbackArea())
    left_out({"callbacks.CallbackHour": "How many calls an hour has taken; nobody is named."})
