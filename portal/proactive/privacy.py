"""What offers of help say about a person: what we thought she might need. Erased with her, and after 13 months."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.records import Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep, register
from portal.accounts.privacy.retention import INTEREST, Rule, months
from portal.accounts.privacy.retention import register as register_rule
from portal.accounts.privacy.subject import Subject
from portal.proactive.models import Nudge
from portal.proactive.rules import KEEP

NUDGE = Part("proactive.Nudge", frozenset({"settled_at"}))


class ProactiveArea(Area):
    name = "offers"
    title = _("Help we offered")
    text = _("What we offered you before you asked, or left out by chance to learn whether it helps.")
    # Before orders and cases let go of who they belong to.
    turn = 33
    fates: ClassVar = {"proactive.Nudge": Fate.GOES}

    def records(self, subject: Subject) -> Iterator[Record]:
        yield from records(NUDGE, offers_to(subject).order_by("pk"))

    def goes(self, subject: Subject) -> Iterable[Goes]:
        yield Goes(_("offers of help, and whether you used them"), offers_to(subject).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        offers_to(subject).delete()
        return ()

    def addresses(self, before: datetime) -> Iterable[str]:
        guests = Nudge.objects.filter(person=None, made_at__lte=before).exclude(email="")
        return guests.order_by().values_list("email", flat=True).distinct()


def offers_to(subject: Subject) -> QuerySet[Nudge]:
    return Nudge.objects.filter(subject.owns("person"), made_at__lte=subject.until)


def forget_old(now: datetime, terms: PrivacySettings) -> int:
    return Nudge.objects.filter(made_at__lt=now - KEEP).delete()[0]


def connect() -> None:
    register(ProactiveArea())
    register_rule(
        Rule(
            "offers",
            86,
            _("Help we offered before you asked"),
            _("To learn whether it helps. An article you read is named in it for a week only."),
            INTEREST,
            lambda terms: months(round(KEEP.days / 30.4)),
            forget_old,
        )
    )
