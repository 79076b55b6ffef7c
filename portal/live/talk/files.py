"""A guest's files: checks, limits and scanner as for everybody, counted by case and by line; no account keeps them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404

from portal.live.door import Party
from portal.live.limits import is_too_often
from portal.mail_in.writing import keep_for_guest
from returns.actions.uploading import discard
from returns.attachments import Clean, Stored, clean_name, refusal
from returns.errors import FileRefused
from returns.models import Attachment, Case, Message


@dataclass(frozen=True, slots=True)
class Kept:
    """Decoded, looked at and stored; without a row it is swept after a day. `scan`: what the virus scanner said."""

    clean: Clean
    stored: Stored
    scan: str


def keep(case: Case, files: Iterable[UploadedFile], sender: str, now: datetime) -> tuple[list[Kept], list[str]]:
    """What is fine, and a sentence for each that is not. `sender`: the line, which has a limit of its own."""
    kept, refusals = [], []
    for number, file in enumerate(files):
        try:
            if is_too_often("file", sender):
                raise refusal("too_fast", clean_name(file.name or ""))
            kept.append(Kept(*keep_for_guest(case, file, number, now)))
        except FileRefused as refused:
            refusals.append(str(refused))
    return kept, refusals


def attach(message: Message, kept: Sequence[Kept]) -> None:
    """Inside the transaction that writes the message."""
    Attachment.objects.bulk_create(
        Attachment(
            case_id=message.case_id,
            message=message,
            file=each.stored.file,
            thumbnail=each.stored.thumbnail,
            name=each.clean.name,
            content_type=each.clean.content_type,
            size=len(each.clean.content),
            sha256=each.clean.sha256,
            created_at=message.created_at,
            scan=each.scan,
        )
        for each in kept
    )


def drop(kept: Iterable[Kept]) -> None:
    """They belong to no message: it was not written, or it was there already."""
    for each in kept:
        discard(each.stored.file, each.stored.thumbnail)


def file_of(party: Party, pk: int) -> Attachment:
    """A file of this conversation; behind a guest's link nothing that came from another case. Raises Http404."""
    files = Attachment.objects.filter(case=party.case, message__internal=False)
    if party.user is None:
        files = files.filter(message__moved_from=None)
    found = files.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
