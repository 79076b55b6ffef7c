"""What a case's own page wants to know before it looks for rows that most cases do not have: read with the case."""

from django.db.models import Exists, Model, OuterRef

from returns.models import (
    Attachment,
    Case,
    CaseRefund,
    Decision,
    DispatchProof,
    DoneRemedy,
    ReadArticle,
    ReturnLabel,
    ReturnParcel,
)


def _of_case(model: type[Model]) -> Exists:
    return Exists(model._default_manager.filter(case=OuterRef("pk")))


MARKS = {
    "has_decisions": _of_case(Decision),
    "has_files": _of_case(Attachment),
    "has_labels": _of_case(ReturnLabel),
    "has_more_orders": Exists(Case.more_orders.through.objects.filter(case=OuterRef("pk"))),
    "has_parcels": _of_case(ReturnParcel),
    "has_proofs": _of_case(DispatchProof),
    "has_read": _of_case(ReadArticle),
    "has_refunds": _of_case(CaseRefund),
    "has_remedies": _of_case(DoneRemedy),
}
