"""Which lists beside a case hold anything: one question, instead of one for each that is empty."""

from django.db.models import Exists, Model, OuterRef, Q

from kb.models import ArticleFlag
from orders.models import Invoice
from portal.desk.articles.standing import CORRECTED
from portal.desk.models import ArticleDraft, ArticleLink
from portal.live.models import Presence
from portal.surveys.models import Answer, Invitation
from returns.models import (
    Alarm,
    Case,
    CaseRefund,
    Decision,
    DispatchProof,
    ReadArticle,
    ReturnLabel,
    ReturnParcel,
)


def _of_case(model: type[Model], **more: object) -> Exists:
    return Exists(model._default_manager.filter(case=OuterRef("pk"), **more))


MARKS = {
    "has_links": _of_case(ArticleLink),
    "has_decisions": _of_case(Decision),
    "has_papers": Exists(Invoice.objects.filter(order=OuterRef("order"), kind__in=CORRECTED)),
    "has_read": _of_case(ReadArticle),
    "has_related": Exists(Case.related.through.objects.filter(from_case=OuterRef("pk"))),
    "has_somebody": _of_case(Presence),
    "has_surveys": Q(_of_case(Invitation)) | Q(_of_case(Answer)),
    "has_outcomes": Q(_of_case(ArticleDraft)) | Q(Exists(ArticleFlag.objects.filter(about=OuterRef("reference")))),
    "has_alarms": _of_case(Alarm, escalates=True),
    "has_labels": _of_case(ReturnLabel),
    "has_parcels": _of_case(ReturnParcel),
    "has_proofs": _of_case(DispatchProof),
    "has_refunds": _of_case(CaseRefund),
}


def read_marks(case: Case) -> None:
    """For a case that is shown: `returns.case_panels.marked` tells them."""
    vars(case).update(Case.objects.filter(pk=case.pk).values(**MARKS).get())
