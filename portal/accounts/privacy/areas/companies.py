"""The companies she buys for: her part in them, and invitations to her address."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.erasing import forget_names, forget_person
from orders.models import Company, CompanyEvent, CompanyInvitation, CompanyMember
from portal.accounts.models import Kept, PrivacySettings
from portal.accounts.privacy.areas.orders import BASIS, order_end
from portal.accounts.privacy.records import Fact, Part, Record, record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep
from portal.accounts.privacy.subject import Subject

MEMBER = Part("orders.CompanyMember")
COMPANY = Part("orders.Company", frozenset({"vat_error"}))
INVITATION = Part("orders.CompanyInvitation")


class CompanyArea(Area):
    name = "companies"
    title = pgettext_lazy("area of data", "Your companies")
    text = _("Companies you buy for, and invitations to them. What colleagues ordered is about them, not about you.")
    turn = 65
    fates: ClassVar = {
        "orders.Company": Fate.STAYS,
        "orders.CompanyMember": Fate.GOES,
        "orders.CompanyInvitation": Fate.GOES,
        "orders.CompanyEvent": Fate.EMPTIED,
    }

    def records(self, subject: Subject) -> Iterator[Record]:
        for member in CompanyMember.objects.filter(user=subject.user).exclude(user=None).select_related("company"):
            yield [
                *record(MEMBER, member),
                Fact("company", _("company"), None, rows=[record(COMPANY, member.company)]),
            ]
        yield from records(INVITATION, CompanyInvitation.objects.filter(email__in=subject.addresses))

    def goes(self, subject: Subject) -> Iterable[Goes]:
        yield Goes(_("your place in companies you buy for"), _memberships(subject).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        CompanyInvitation.objects.filter(email__in=subject.addresses, sent_at__lte=subject.until).delete()
        companies = [member.company for member in _memberships(subject).select_related("company")]
        names = frozenset({*subject.addresses, *([str(subject.user), subject.user.email] if subject.user else [])})
        forget_names(_events(subject, companies), names)
        _memberships(subject).delete()
        for company in companies:
            if not company.members.exists():
                yield from _close(company, terms, now)


def _memberships(subject: Subject) -> QuerySet[CompanyMember]:
    return CompanyMember.objects.filter(user=subject.user).exclude(user=None)


def _events(subject: Subject, companies: list[Company]) -> Iterable[CompanyEvent]:
    return CompanyEvent.objects.filter(Q(company__in=companies) | Q(actor=subject.user, actor__isnull=False))


def _close(company: Company, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
    """Nobody is left in it: a company of one is that person. Its books stay as anybody's."""
    for order in company.orders.all():
        yield Keep(
            "orders.order", str(order.pk), order.number, Kept.Reason.BOOKKEEPING, BASIS, order_end(order, terms)
        )
        order.company = None
        order.save(update_fields=["company"])
        forget_person(order, now)
    company.delete()
