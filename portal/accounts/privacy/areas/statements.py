"""Withdrawals from contracts as they were stated. The log is a chain: words end, links stay."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from portal.accounts.models import Kept, PrivacySettings
from portal.accounts.privacy.records import Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Keep, Stays, Stored
from portal.accounts.privacy.rules import add_years, is_over
from portal.accounts.privacy.subject import Subject
from returns.erasing import empty_statement
from returns.models import Withdrawal, WithdrawalMatch

BASIS = gettext_noop("Art. 6(1)(c), Art. 17(3)(e) GDPR")
STATEMENT = Part("returns.Withdrawal", frozenset({"previous", "moment", "position"}))


def statements_about(subject: Subject) -> QuerySet[Withdrawal]:
    typed = Q()
    for address in subject.addresses:
        typed |= Q(content__email__iexact=address)
    hers = Q(user=subject.user) if subject.user else Q(pk=None)
    found = Withdrawal.objects.filter(hers | (Q(user=None) & typed) if subject.addresses else hers)
    return found.filter(submitted_at__lte=subject.until).order_by("position")


class StatementArea(Area):
    name = "withdrawals"
    title = _("Withdrawals")
    text = _("Statements by which you withdrew from a contract, with their exact time.")
    turn = 45
    keeps: ClassVar = frozenset({"returns.withdrawal"})
    fates: ClassVar = {
        "returns.Withdrawal": Fate.EMPTIED,
        "returns.WithdrawalMatch": Fate.STAYS,
    }

    def records(self, subject: Subject) -> Iterator[Record]:
        return records(STATEMENT, statements_about(subject))

    def files(self, subject: Subject) -> Iterable[Stored]:
        matches = WithdrawalMatch.objects.filter(withdrawal__in=statements_about(subject)).exclude(pdf="")
        for match in matches.select_related("withdrawal"):
            yield Stored(match.pdf, f"files/withdrawals/{match.withdrawal.position}.pdf")

    def stays(self, subject: Subject, terms: PrivacySettings) -> Iterable[Stays]:
        ends = [statement_end(each, terms) for each in statements_about(subject).filter(erased_at=None)]
        if ends:
            text = ngettext_lazy("statement of withdrawal", "statements of withdrawal", len(ends))
            why = _("They prove that you withdrew, and when. They are locked.")
            yield Stays(text, len(ends), why, BASIS, max(ends))

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        for statement in statements_about(subject).filter(erased_at=None).select_related("match__case"):
            yield _lock(statement, terms, now) or Keep(
                "returns.withdrawal", str(statement.pk), str(statement), Kept.Reason.OPEN, BASIS, None
            )

    def finish(self, kept: Kept, terms: PrivacySettings, now: datetime) -> Keep | None:
        statement = Withdrawal.objects.filter(pk=kept.object_id).select_related("match__case").first()
        return _lock(statement, terms, now) if statement else None

    def addresses(self, before: datetime) -> Iterable[str]:
        guests = Withdrawal.objects.filter(user=None, erased_at=None, submitted_at__lte=before)
        return {str(content.get("email", "")).strip().lower() for content in guests.values_list("content", flat=True)}


def statement_end(statement: Withdrawal, terms: PrivacySettings) -> date:
    return add_years(timezone.localdate(statement.submitted_at), terms.withdrawal_years)


def _lock(statement: Withdrawal, terms: PrivacySettings, now: datetime) -> Keep | None:
    """None while its case is open, or nobody has found what it is about: it has to be answered first."""
    match = getattr(statement, "match", None)
    end = statement_end(statement, terms)
    is_settled = match is None or (match.case is not None and match.case.closed_at is not None)
    if not is_settled and not is_over(end, timezone.localdate(now)):
        return None
    files: tuple[dict[str, str], ...] = ()
    if match is not None and match.pdf:
        files = ({"file": match.pdf, "name": "withdrawal.pdf", "until": end.isoformat()},)
        WithdrawalMatch.objects.filter(pk=match.pk).update(pdf="", pdf_sha256="", pdf_due_at=None)
    content = {"Withdrawal": [{"id": statement.pk, **empty_statement(statement, now)}]}
    return Keep(
        "returns.withdrawal", str(statement.pk), str(statement), Kept.Reason.CLAIMS, BASIS, end, content, files
    )
