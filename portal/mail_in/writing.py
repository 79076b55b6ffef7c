"""Put a mail into its case as if its customer had written on the page: the same checks of files, the same steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import User
from returns.access import uploads_of
from returns.actions import keep_uploads, post_message
from returns.actions.step import locked, write_message
from returns.actions.writing import pass_the_turn
from returns.attachments import (
    MAX_BYTES_A_PERSON,
    MAX_FILES,
    MAX_FILES_AN_HOUR,
    Clean,
    Stored,
    clean_name,
    decode,
    refusal,
    store,
)
from returns.errors import FileRefused
from returns.models import Attachment, Case, Message
from returns.rules import Role
from returns.scanning import look_at
from returns.signals import message_posted


@dataclass(frozen=True, slots=True)
class Letter:
    # 64 hexadecimal digits, the same for every delivery of this mail.
    key: str
    text: str
    files: Sequence[UploadedFile]
    # Who seems to have sent it, when that is none of the customer's addresses.
    stranger: str


def post(case: Case, letter: Letter, now: datetime) -> tuple[Message | None, list[str]]:
    """The message, and a sentence for each file that was not taken. None: nothing was left to write."""
    key = UUID(letter.key[:32])
    if first := case.messages.filter(key=key).first():
        return first, []
    return post_of_member(case, case.customer, letter, key, now) if isinstance(case.customer, User) else (
        post_of_guest(case, letter, key, now)
    )  # fmt: skip


def post_of_member(
    case: Case, person: User, letter: Letter, key: UUID, now: datetime
) -> tuple[Message | None, list[str]]:
    refusals = keep_uploads(by=person, key=key, files=letter.files, now=now)
    if not letter.text and not uploads_of(person, key).exists():
        return None, refusals
    with transaction.atomic():
        message = post_message(case, by=person, body=letter.text, now=now, key=key)
        note_stranger(case, letter, now)
    return message, refusals


def post_of_guest(case: Case, letter: Letter, key: UUID, now: datetime) -> tuple[Message | None, list[str]]:
    """A guest has no account to keep files for: they go straight to the message."""
    kept: list[tuple[Clean, Stored, str]] = []
    refusals = []
    for number, file in enumerate(letter.files):
        try:
            kept.append(keep_for_guest(case, file, number, now))
        except FileRefused as refused:
            refusals.append(str(refused))
    if not letter.text and not kept:
        return None, refusals
    with locked(case, None, None, now) as step:
        step.role = Role.CUSTOMER
        if first := step.case.messages.filter(key=key).first():
            step.changes = False
            return first, refusals
        message = write_message(step, letter.text, key=key)
        Attachment.objects.bulk_create(
            Attachment(
                case=step.case, message=message, file=stored.file, thumbnail=stored.thumbnail, name=clean.name,
                content_type=clean.content_type, size=len(clean.content), sha256=clean.sha256, created_at=now,
                scan=scan,
            )
            for clean, stored, scan in kept
        )  # fmt: skip
        pass_the_turn(step, message)
        note_stranger(step.case, letter, now)
        transaction.on_commit(partial(message_posted.send_robust, Message, message=message))
    return message, refusals


def keep_for_guest(case: Case, file: UploadedFile, number: int, now: datetime) -> tuple[Clean, Stored, str]:
    """The limits of a person, counted by case. Raises FileRefused."""
    name = clean_name(file.name or "")
    if number >= MAX_FILES:
        raise refusal("too_many", name)
    sent = Attachment.objects.filter(case=case, message__user=None)
    if sent.filter(created_at__gte=now - timedelta(hours=1)).count() + number >= MAX_FILES_AN_HOUR:
        raise refusal("too_fast", name)
    if (sent.aggregate(total=Sum("size"))["total"] or 0) + (file.size or 0) > MAX_BYTES_A_PERSON:
        raise refusal("no_room", name)
    clean = decode(file)
    scan = look_at(clean.content, clean.name)
    return clean, store(clean), scan


def note_stranger(case: Case, letter: Letter, now: datetime) -> None:
    """Agents see that somebody else's mail program sent it: forwarded, a second address, or a leaked one."""
    if not letter.stranger:
        return
    with override(settings.LANGUAGE_CODE):
        body = _("The mail before this note came from another address: %(address)s") % {"address": letter.stranger}
    Message.objects.create(case=case, author=Message.Author.SYSTEM, body=body, internal=True, created_at=now)
