"""What she asked about her data, archives of invoices she had packed, and orders she looked for as a guest."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from orders.models import InvoiceArchive, OrderQuery
from portal.accounts.models import DataRequest, PrivacySettings
from portal.accounts.privacy.files import discard_after_commit
from portal.accounts.privacy.records import Fact, Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep
from portal.accounts.privacy.subject import Subject, address_hash

REQUEST = Part("accounts.DataRequest", frozenset({"error", "summary"}))
ARCHIVE = Part("orders.InvoiceArchive", frozenset({"contents"}))
LOOKED_FOR = Part("orders.OrderQuery")


def requests_about(subject: Subject) -> QuerySet[DataRequest]:
    hers = Q(user=None, address_hash__in=[address_hash(address) for address in subject.addresses])
    return DataRequest.objects.filter(hers | Q(user=subject.user) if subject.user else hers).order_by("asked_at")


class RequestArea(Area):
    name = "requests"
    title = _("Requests about your data")
    text = _("When you asked for a copy or an erasure, archives of invoices you had packed, orders you looked for.")
    turn = 80
    fates: ClassVar = {
        "accounts.DataRequest": Fate.EMPTIED,
        "accounts.Erasure": Fate.STAYS,
        "accounts.Kept": Fate.STAYS,
        "accounts.KeptLook": Fate.STAYS,
        "orders.InvoiceArchive": Fate.GOES,
        "orders.OrderQuery": Fate.GOES,
    }

    def records(self, subject: Subject) -> Iterator[Record]:
        yield from (_of("request", each) for each in records(REQUEST, requests_about(subject)))
        yield from (_of("archive", each) for each in records(ARCHIVE, _archives(subject)))
        looked = OrderQuery.objects.filter(email__in=subject.addresses)
        yield from (_of("looked_for", each) for each in records(LOOKED_FOR, looked))

    def goes(self, subject: Subject) -> Iterable[Goes]:
        yield Goes(_("archives of invoices you had packed"), _archives(subject).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        names = [str(each.file.name) for each in _archives(subject) if each.file]
        names += [str(each.file.name) for each in requests_about(subject) if each.file]
        _archives(subject).delete()
        OrderQuery.objects.filter(email__in=subject.addresses).delete()
        requests_about(subject).update(email="", file="", error="")
        for name in names:
            discard_after_commit(name)
        return ()


def _archives(subject: Subject) -> QuerySet[InvoiceArchive]:
    return InvoiceArchive.objects.filter(user=subject.user).exclude(user=None)


def _of(kind: str, facts: Record) -> Record:
    return [Fact("about", "", kind), *facts]
