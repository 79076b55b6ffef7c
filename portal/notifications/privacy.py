"""Mails we wrote to a person, and which of them she wants."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.records import Fact, Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep, register
from portal.accounts.privacy.retention import INTEREST, Rule, days
from portal.accounts.privacy.retention import register as register_rule
from portal.accounts.privacy.subject import Subject
from portal.notifications.models import Mail, MailChoice

MAIL = Part("notifications.Mail", frozenset({"html", "headers", "message_id", "reply_to", "error"}))
CHOICE = Part("notifications.MailChoice")
# Says that the account is gone: nothing of it is kept once it is sent.
LAST_WORDS = ("data_erased",)
# Longer than tick looks for news that was never told (missed.AT_MOST).
MARKED_FOR = timedelta(days=4)
NO_WORDS = {"text": "", "html": "", "calendar": ""}


class MailArea(Area):
    name = "mails"
    title = _("E-mails")
    text = _("E-mails we wrote to you during the last weeks, and which kinds you want.")
    turn = 10
    fates: ClassVar = {"notifications.Mail": Fate.GOES, "notifications.MailChoice": Fate.GOES}

    def records(self, subject: Subject) -> Iterator[Record]:
        choices = MailChoice.objects.filter(user=subject.user).exclude(user=None)
        yield from ([Fact("about", "", "choice"), *each] for each in records(CHOICE, choices))
        yield from ([Fact("about", "", "mail"), *each] for each in records(MAIL, mails_to(subject).order_by("pk")))

    def goes(self, subject: Subject) -> Iterable[Goes]:
        yield Goes(_("e-mails we wrote to you, also those that wait to be sent"), mails_to(subject).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        # What was sent lately leaves its mark: else tick would take it for news that nobody was told, and write again.
        lately = mails_to(subject).exclude(state=Mail.State.READY).filter(created_at__gt=now - MARKED_FOR)
        lately.exclude(dedupe_key=None).update(to="", subject="–", reply_to="", headers={}, error="", **NO_WORDS)
        mails_to(subject).delete()
        MailChoice.objects.filter(user=subject.user).exclude(user=None).delete()
        return ()

    def addresses(self, before: datetime) -> Iterable[str]:
        written = Mail.objects.filter(created_at__lte=before).exclude(kind__in=LAST_WORDS)
        return written.order_by().values_list("to", flat=True).distinct()


def mails_to(subject: Subject) -> QuerySet[Mail]:
    """Whatever the spelling of the address they went to."""
    return Mail.objects.filter(to__in=subject.addresses, created_at__lte=subject.until).exclude(kind__in=LAST_WORDS)


def forget_mails(now: datetime, terms: PrivacySettings) -> int:
    """Sent or given up and old enough; and the last words to people who are erased, as soon as they are sent."""
    over = Mail.objects.exclude(state=Mail.State.READY)
    old = Q(created_at__lt=now - timedelta(days=terms.mail_days))
    return over.filter(old | Q(kind__in=LAST_WORDS)).delete()[0]


def connect() -> None:
    register(MailArea())
    register_rule(
        Rule(
            "mails",
            100,
            _("E-mails we wrote to you"),
            _("So that we can tell whether one arrived."),
            INTEREST,
            lambda terms: days(terms.mail_days),
            forget_mails,
        )
    )
