"""Taking the words out of a case that is over: into a locked drawer while claims can be made, or for good.

What stays is the skeleton: kind, number, dates, amounts, what was decided, and a history without words. History and
statements are append-only for everybody else; here their words end, never their rows, and the hash chain of
withdrawals holds because it links hashes of the words, not the words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import FileField, Model, QuerySet

from returns.models import Attachment, Case, CaseEvent, ReadArticle
from returns.signals import case_emptied

# Model -> what in it is somebody's words, or says who. Files go by themselves.
WORDS: dict[str, tuple[str, ...]] = {
    "Message": ("body",),
    "CaseLine": ("reduction_reason",),
    "Decision": ("reasons", "loan", "statement"),
    "CaseRefund": ("why",),
    "ReturnLabel": ("tracking_number",),
    "DoneRemedy": ("serials",),
}
# What may not be empty: the table of decisions knows no refusal without reasons.
GONE = {("Decision", "reasons"): "–"}
# What a history row may go on saying: steps, amounts, numbers. Everything else may be words.
DRY = frozenset({"from", "to", "amount", "currency", "message", "kind", "rule", "version", "quantity", "verdict"})


@dataclass(slots=True)
class Sealed:
    """content: model -> rows as they were. files: stored name, owner's name, whether it is a picture."""

    content: dict[str, Any] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def take_out(case: Case) -> Sealed:
    """Everything that says who it was and what was said. The caller keeps the answer, or lets it go with its files."""
    sealed = Sealed({"Case": [{"id": case.pk, "email": case.email, "subject": case.subject}]})
    for rows, words in _worded(case):
        _empty(rows, words, sealed)
    _dry(case, sealed)
    Attachment.objects.filter(case=case).delete()
    ReadArticle.objects.filter(case=case).delete()
    Case.objects.filter(pk=case.pk).update(customer=None, email="", subject="")
    case.customer, case.email, case.subject = None, "", ""
    case_emptied.send(Case, case=case)
    return sealed


def drop_pictures(case: Case) -> list[str]:
    """Photos have served their purpose before the words have. Names of the files, for after the commit."""
    pictures = Attachment.objects.filter(case=case, content_type__startswith="image/")
    names = [str(each.name) for picture in pictures for each in (picture.file, picture.thumbnail) if each]
    pictures.delete()
    return names


def _worded(case: Case) -> Iterator[tuple[QuerySet[Any], tuple[str, ...]]]:
    """Rows of the case in every model that can hold words or files."""
    for model in apps.get_app_config("returns").get_models():
        files = tuple(each.name for each in model._meta.concrete_fields if isinstance(each, FileField))
        words = WORDS.get(model.__name__, ())
        if (words or files) and any(each.name == "case" for each in model._meta.concrete_fields):
            # Past managers that forbid it: append-only is for everybody else.
            yield QuerySet(model).filter(case=case), words + files


def _empty(rows: QuerySet[Any], fields: tuple[str, ...], sealed: Sealed) -> None:
    for row in rows.order_by("pk"):
        said = {name: getattr(row, name) for name in fields if not isinstance(_column(row, name), FileField)}
        stored = [name for name in fields if isinstance(_column(row, name), FileField) and getattr(row, name)]
        if any(said.values()) or stored:
            kept = sealed.content.setdefault(type(row).__name__, [])
            kept.append({"id": row.pk, **said, **_whose(row)})
        for name in stored:
            file = {"file": str(getattr(row, name).name), "name": getattr(row, "name", "") or name}
            sealed.files.append({**file, "is_picture": getattr(row, "content_type", "").startswith("image/")})
    blank = {name: _column(rows.model, name).get_default() for name in fields}
    blank |= {name: dash for (model, name), dash in GONE.items() if model == rows.model.__name__}
    rows.update(**{name: "" if value is None else value for name, value in blank.items()})


def _whose(row: Model) -> dict[str, str]:
    author, at = getattr(row, "author", ""), getattr(row, "created_at", None)
    return {"author": author, "at": at.isoformat()} if author and at else {}


def _column(row: Any, name: str) -> Any:
    return row._meta.get_field(name)


def _dry(case: Case, sealed: Sealed) -> None:
    for event in CaseEvent.objects.filter(case=case):
        words = {key: value for key, value in event.data.items() if key not in DRY}
        if words:
            sealed.content.setdefault("CaseEvent", []).append({"id": event.pk, "verb": event.verb, "data": words})
            dry = {key: value for key, value in event.data.items() if key in DRY}
            QuerySet(CaseEvent).filter(pk=event.pk).update(data=dry)


def empty_statement(statement: Any, now: datetime) -> dict[str, Any]:
    """The words of a withdrawal end; its place in the chain stays. What it said, once: {} the second time."""
    said: dict[str, Any] = statement.content
    if statement.erased_at is None:
        model = type(statement)
        QuerySet(model).filter(pk=statement.pk).update(content={}, erased_at=now, user=None)
    return said
