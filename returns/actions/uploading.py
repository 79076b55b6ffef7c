"""Files arrive before their message: each is checked and stored under its form's key, then taken along whole."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum

from returns.access import Person, uploads_of
from returns.attachments import (
    MAX_BYTES_A_PERSON,
    MAX_FILES,
    MAX_FILES_AN_HOUR,
    clean_name,
    decode,
    refusal,
    store,
)
from returns.errors import FileRefused
from returns.models import Attachment, Draft, Message, Upload, private_storage
from returns.scanning import look_at

KEPT_FOR = timedelta(hours=24)


def keep_uploads(*, by: Person, key: UUID, files: Iterable[UploadedFile], now: datetime) -> list[str]:
    """Keep every good file for the form with this key; the answer says why the others were not kept."""
    refusals = []
    for number, file in enumerate(files):
        try:
            # Decoding a hostile file takes seconds: one form gets no more of them than a message can hold.
            if number >= MAX_FILES:
                raise refusal("too_many", clean_name(file.name or ""))
            keep_upload(by, key, file, now)
        except FileRefused as refused:
            refusals.append(str(refused))
    return refusals


def keep_upload(by: Person, key: UUID, file: UploadedFile, now: datetime) -> None:
    name = clean_name(file.name or "")
    if files_since(by, now - timedelta(hours=1)) >= MAX_FILES_AN_HOUR:
        raise refusal("too_fast", name)
    if stored_bytes(by) + (file.size or 0) > MAX_BYTES_A_PERSON:
        raise refusal("no_room", name)
    clean = decode(file)
    waiting = uploads_of(by, key)
    if waiting.filter(sha256=clean.sha256).exists():
        return
    if waiting.count() >= MAX_FILES:
        raise refusal("too_many", name)
    scan = look_at(clean.content, clean.name)
    stored = store(clean)
    _, is_new = Upload.objects.get_or_create(
        owner_id=by.pk,
        key=key,
        sha256=clean.sha256,
        defaults={
            "file": stored.file,
            "thumbnail": stored.thumbnail,
            "name": clean.name,
            "content_type": clean.content_type,
            "size": len(clean.content),
            "created_at": now,
            "scan": scan,
        },
    )
    if not is_new:
        discard(stored.file, stored.thumbnail)


def stored_bytes(by: Person) -> int:
    sent = Attachment.objects.filter(message__user_id=by.pk).aggregate(total=Sum("size"))["total"] or 0
    waiting = Upload.objects.filter(owner_id=by.pk).aggregate(total=Sum("size"))["total"] or 0
    return int(sent + waiting)


def files_since(by: Person, since: datetime) -> int:
    sent = Attachment.objects.filter(message__user_id=by.pk, created_at__gte=since).count()
    return sent + Upload.objects.filter(owner_id=by.pk, created_at__gte=since).count()


def drop_uploads(*, by: Person, key: UUID, pks: Iterable[int]) -> None:
    """The person does not want to send these files after all."""
    for upload in uploads_of(by, key).filter(pk__in=list(pks)):
        remove(upload)


def remove(upload: Upload) -> None:
    """Row first: a file without a row is swept, a row without a file would be a broken picture."""
    names = [field.name or "" for field in (upload.file, upload.thumbnail)]
    upload.delete()
    discard(*names)


def discard(*names: str) -> None:
    for name in filter(None, names):
        private_storage().delete(name)


def take_uploads(by: Person, key: UUID, message: Message) -> None:
    """The form's files become the message's; inside the transaction that writes the message."""
    uploads = list(uploads_of(by, key).select_for_update()[:MAX_FILES])
    copied: list[Any] = [
        Attachment(
            case_id=message.case_id,
            message=message,
            file=upload.file.name,
            thumbnail=upload.thumbnail.name,
            name=upload.name,
            content_type=upload.content_type,
            size=upload.size,
            sha256=upload.sha256,
            created_at=message.created_at,
            scan=upload.scan,
        )
        for upload in uploads
    ]
    Attachment.objects.bulk_create(copied)
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()


def sweep_files(now: datetime) -> int:
    """Remove files whose form was never sent, and stored files that no row names (a lost connection, a crash).

    A draft keeps its files as long as it lives.
    """
    gone = 0
    begun = Draft.objects.filter(expires_at__gt=now).values("key")
    for upload in Upload.objects.filter(created_at__lt=now - KEPT_FOR).exclude(key__in=begun):
        remove(upload)
        gone += 1
    return gone + sweep_strays(now)


def sweep_strays(now: datetime) -> int:
    storage, gone = private_storage(), 0
    if not storage.exists("cases"):
        return 0
    for folder in storage.listdir("cases")[0]:
        names = {f"cases/{folder}/{name}" for name in storage.listdir(f"cases/{folder}")[1]}
        for model in (Attachment, Upload):
            for field in ("file", "thumbnail"):
                names -= set(model.objects.filter(**{f"{field}__in": names}).values_list(field, flat=True))
        for name in names:
            if storage.get_modified_time(name) < now - KEPT_FOR:
                storage.delete(name)
                gone += 1
    return gone
