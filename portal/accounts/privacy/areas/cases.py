"""Her cases: what she wrote and got, what was decided, and the files of both sides.

Notes that colleagues wrote for each other are not handed out by a machine: they may name other people (Art. 15(4)
GDPR). The archive says so and whom to ask; a person reads them first.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from portal.accounts.models import Kept, PrivacySettings
from portal.accounts.privacy.files import discard_after_commit
from portal.accounts.privacy.records import Fact, Part, Record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep, Stays, Stored
from portal.accounts.privacy.rules import add_months, add_years
from portal.accounts.privacy.subject import Subject
from returns.erasing import Sealed, take_out
from returns.models import Attachment, Case, Decision, ReturnLabel
from returns.models.files import Scan

BASIS = gettext_noop("Art. 6(1)(f), Art. 17(3)(e) GDPR")


def _message_facts(message: Any) -> Iterable[Fact]:
    files = [each.name for each in message.attachments.all()]
    yield Fact("files", _("Files"), files, ", ".join(files))


def _line_facts(line: Any) -> Iterable[Fact]:
    yield Fact("name", _("Name"), line.order_line.name, line.order_line.name)


def _case_facts(case: Any) -> Iterable[Fact]:
    number = case.order.number if case.order else ""
    yield Fact("order", _("Order"), number, number)


# Rooms above add what they hang on a case (`CASE.below["articles_sent"] = …`), from AppConfig.ready().
CASE_BELOW: dict[str, tuple[str, Part]] = {
    "lines": ("lines", Part("returns.CaseLine", also=_line_facts)),
    "messages": (
        "messages",
        Part(
            "returns.Message",
            only={"internal": False},
            also=_message_facts,
            below={"files": ("attachments", Part("returns.Attachment"))},
        ),
    ),
    "history": ("events", Part("returns.CaseEvent", frozenset({"data"}))),
    "articles_read": ("articles_read", Part("returns.ReadArticle", frozenset({"article_id", "revision_id"}))),
    "deadlines": ("deadlines", Part("returns.Deadline")),
    "decisions": ("decisions", Part("returns.Decision")),
    "remedies": ("done_remedies", Part("returns.DoneRemedy")),
    "refunds": ("refunds", Part("returns.CaseRefund")),
    "labels": ("labels", Part("returns.ReturnLabel")),
    "parcels": ("return_parcels", Part("returns.ReturnParcel")),
    "proofs_of_dispatch": ("dispatch_proofs", Part("returns.DispatchProof")),
    "reminders": ("reminders", Part("returns.ReturnReminder")),
}
CASE = Part("returns.Case", frozenset({"due_explanation"}), below=CASE_BELOW, also=_case_facts)


def cases_about(subject: Subject) -> QuerySet[Case]:
    cases = Case.objects.filter(subject.owns(), opened_at__lte=subject.until)
    return cases.select_related("order").order_by("opened_at", "pk")


class CaseArea(Area):
    name = "cases"
    title = _("Returns, complaints and questions")
    text = _("Everything you asked of the shop and what came of it, with all messages and files.")
    turn = 40
    keeps: ClassVar = frozenset({"returns.case"})
    fates: ClassVar = {
        "returns.Case": Fate.EMPTIED,
        "returns.Message": Fate.EMPTIED,
        "returns.CaseLine": Fate.EMPTIED,
        "returns.CaseEvent": Fate.EMPTIED,
        "returns.Decision": Fate.EMPTIED,
        "returns.DoneRemedy": Fate.EMPTIED,
        "returns.CaseRefund": Fate.EMPTIED,
        "returns.ReturnLabel": Fate.EMPTIED,
        "returns.ReturnParcel": Fate.STAYS,
        "returns.DispatchProof": Fate.STAYS,
        "returns.ReturnReminder": Fate.STAYS,
        "returns.Deadline": Fate.STAYS,
        "returns.Attachment": Fate.GOES,
        "returns.ReadArticle": Fate.GOES,
    }

    def records(self, subject: Subject) -> Iterator[Record]:
        return records(CASE, cases_about(subject))

    def files(self, subject: Subject) -> Iterable[Stored]:
        cases = cases_about(subject)
        seen = Q(message=None) | Q(message__internal=False)
        # What the virus scanner holds, or dropped, is handed out by no door (R38).
        fine = Attachment.objects.filter(seen, case__in=cases, scan=Scan.FINE).exclude(file="")
        for attachment in fine.select_related("case"):
            yield _stored(attachment.case, attachment.file, f"{attachment.pk}-{get_valid_filename(attachment.name)}")
        for label in ReturnLabel.objects.filter(case__in=cases).exclude(file="").select_related("case"):
            yield _stored(label.case, label.file, f"label-{label.pk}")
        for decision in Decision.objects.filter(case__in=cases).exclude(file="").select_related("case"):
            yield _stored(decision.case, decision.file, f"decision-{decision.pk}.pdf")

    def goes(self, subject: Subject) -> Iterable[Goes]:
        questions = cases_about(subject).filter(kind=Case.Kind.QUESTION).exclude(closed_at=None)
        yield Goes(_("finished questions, every word and file of them"), questions.count())

    def stays(self, subject: Subject, terms: PrivacySettings) -> Iterable[Stays]:
        cases = list(cases_about(subject))
        if still := [case for case in cases if case.closed_at is None]:
            text = ngettext_lazy("case that is not finished", "cases that are not finished", len(still))
            why = _("We finish what is open and pay back what we owe you; answers go to your e-mail address by mail.")
            yield Stays(text, len(still), why, BASIS, None)
        if over := [end for case in cases if (end := claims_end(case, terms))]:
            text = ngettext_lazy(
                "finished return, withdrawal or complaint",
                "finished returns, withdrawals and complaints",
                len(over),
            )
            why = _("You or the shop may still make claims from them. They are locked; nobody works with them.")
            yield Stays(text, len(over), why, BASIS, max(over))

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        for case in cases_about(subject):
            if case.closed_at is None:
                Case.objects.filter(pk=case.pk).update(customer=None)
                yield Keep("returns.case", str(case.pk), case.reference, Kept.Reason.OPEN, BASIS, None)
            else:
                yield lock_away(case, terms)

    def finish(self, kept: Kept, terms: PrivacySettings, now: datetime) -> Keep | None:
        case = Case.objects.filter(pk=kept.object_id).exclude(closed_at=None).first()
        return lock_away(case, terms) if case else None

    def addresses(self, before: datetime) -> Iterable[str]:
        guests = Case.objects.filter(customer=None, opened_at__lte=before).exclude(email="")
        return guests.order_by().values_list("email", flat=True).distinct()


def claims_end(case: Case, terms: PrivacySettings) -> date | None:
    """The last day on which its words may be needed for a claim; None: it is a question, or open."""
    if case.closed_at is None or case.kind == Case.Kind.QUESTION:
        return None
    return add_years(timezone.localdate(case.closed_at), terms.claims_years)


def lock_away(case: Case, terms: PrivacySettings) -> Keep:
    """Take the words out of a case that is over. Of a question nothing is kept: its end was yesterday."""
    end, closed = claims_end(case, terms), timezone.localdate(case.closed_at)
    sealed = take_out(case)
    if end is None:
        for file in sealed.files:
            discard_after_commit(file["file"])
        return Keep("returns.case", str(case.pk), case.reference, Kept.Reason.CLAIMS, BASIS, date.min)
    files = _files(sealed, end, add_months(closed, terms.photo_months))
    return Keep("returns.case", str(case.pk), case.reference, Kept.Reason.CLAIMS, BASIS, end, sealed.content, files)


def _files(sealed: Sealed, end: date, photos_end: date) -> tuple[dict[str, str], ...]:
    return tuple(
        {
            "file": each["file"],
            "name": each["name"],
            "until": (min(end, photos_end) if each["is_picture"] else end).isoformat(),
        }
        for each in sealed.files
    )


def _stored(case: Case, file: Any, name: str) -> Stored:
    return Stored(str(file.name), f"files/cases/{case.reference}/{name}")
