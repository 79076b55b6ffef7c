"""Mails as they came in: part of what is held about whoever wrote them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.areas.cases import cases_about
from portal.accounts.privacy.records import Fact, Part, Record, record
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep, register
from portal.accounts.privacy.retention import INTEREST, Rule, days
from portal.accounts.privacy.retention import register as register_rule
from portal.accounts.privacy.subject import Subject
from portal.mail_in.models import IncomingMail
from portal.mail_in.rules import KEPT_FOR

MAIL = Part("mail_in.IncomingMail", frozenset({"raw", "mail_id", "recipient", "size"}))


class IncomingArea(Area):
    name = "incoming_mails"
    title = _("Mails you answered with")
    text = _("Your mails as they arrived; what you wrote in them stands in the case, too.")
    # Before the cases let go of who they belong to.
    turn = 35
    fates: ClassVar = {"mail_in.IncomingMail": Fate.GOES}

    def records(self, subject: Subject) -> Iterator[Record]:
        for mail in mails_from(subject).order_by("received_at"):
            raw = bytes(mail.raw).decode(errors="replace")
            yield [*record(MAIL, mail), Fact("raw", "", raw)]

    def goes(self, subject: Subject) -> Iterable[Goes]:
        yield Goes(_("mails of yours as they arrived"), mails_from(subject).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        mails_from(subject).delete()
        return ()


def mails_from(subject: Subject) -> QuerySet[IncomingMail]:
    """By the case, which a signature proves, or by an address of hers in "From", which proves nothing but says who."""
    hers = Q(case__in=cases_about(subject))
    for address in subject.addresses:
        hers |= Q(sender__iexact=address, case=None)
    return IncomingMail.objects.filter(hers, received_at__lte=subject.until)


def connect() -> None:
    register(IncomingArea())
    register_rule(
        Rule(
            "incoming_mails",
            105,
            _("Mails you answered with, as they arrived"),
            _("What you wrote stands in the case; the mail itself only helps when something went wrong."),
            INTEREST,
            lambda terms: days(KEPT_FOR.days),
        )
    )
