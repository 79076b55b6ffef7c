"""All invoices of a year as one ZIP: asked for once however often one clicks, packed by a job, gone after a day."""

import logging
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_tasks import task

from orders.archives.queries import archives_due, archives_over, contents_of, documents_in
from orders.files import discard, keep_stream
from orders.models import Invoice, InvoiceArchive

KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
TELL_EVERY = 10
log = logging.getLogger(__name__)


def ask_archive(user: Any, year: int, now: datetime) -> InvoiceArchive | None:
    """The archive of that year: the one being packed or still good, else a new start. None: there is nothing in it."""
    ready = documents_in(user, year).filter(state=Invoice.State.READY).count()
    if not ready:
        return None
    with transaction.atomic():
        InvoiceArchive.objects.get_or_create(user=user, year=year)
        archive = InvoiceArchive.objects.select_for_update().get(user=user, year=year)
        if archive.due_at or is_good(archive, now):
            return archive
        old = str(archive.file.name or "")
        archive.state, archive.file = InvoiceArchive.State.WAITING, ""
        archive.done, archive.total, archive.left_out, archive.attempts = 0, ready, 0, 0
        archive.due_at, archive.expires_at = now, now + KEPT_FOR
        archive.save()

        def start() -> None:
            make_archive.enqueue(archive.pk)
            if old:
                discard(old)

        transaction.on_commit(start, robust=True)
    return archive


def is_good(archive: InvoiceArchive, now: datetime) -> bool:
    """Packed, not too old, and of exactly the documents its owner may have at this moment (R9)."""
    return (
        archive.state == InvoiceArchive.State.READY
        and archive.expires_at is not None
        and archive.expires_at > now
        and archive.contents == contents_of(archive.user, archive.year)
    )


@task()
def make_archive(archive_id: int) -> bool:
    """True when this call packed it. Another worker's lease and a packed archive are left alone."""
    now = timezone.now()
    due = archives_due(now).filter(pk=archive_id)
    if not due.update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return False
    archive = InvoiceArchive.objects.select_related("user").get(pk=archive_id)
    if archive.attempts > MOST_ATTEMPTS:
        InvoiceArchive.objects.filter(pk=archive.pk).update(state=InvoiceArchive.State.FAILED, due_at=None)
        return False
    # First what it is said to hold: whoever loses a right while it is read never gets what was read (R9).
    contents = contents_of(archive.user, archive.year)
    documents = list(documents_in(archive.user, archive.year).defer("snapshot"))
    with tempfile.TemporaryFile() as file:
        left_out = _pack(archive, documents, file)
        file.seek(0)
        name = keep_stream("archives", ".zip", file)
    # The number of the attempt tells whether somebody else has started over in the meantime.
    mine = InvoiceArchive.objects.filter(pk=archive.pk, state=InvoiceArchive.State.WAITING, attempts=archive.attempts)
    done = mine.update(
        state=InvoiceArchive.State.READY,
        file=name,
        contents=contents,
        left_out=left_out,
        done=len(documents) - left_out,
        due_at=None,
        expires_at=timezone.now() + KEPT_FOR,
    )
    if not done:
        discard(name)
    return bool(done)


def _pack(archive: InvoiceArchive, documents: list[Invoice], file: IO[bytes]) -> int:
    """How many were left out."""
    left_out: list[str] = []
    used: set[str] = set()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for place, invoice in enumerate(documents, start=1):
            if not invoice.is_ready or not _add(packed, invoice, used):
                left_out.append(invoice.number)
            if place % TELL_EVERY == 0:
                InvoiceArchive.objects.filter(pk=archive.pk).update(done=place, due_at=timezone.now() + LEASE)
        if left_out:
            language = next((each.language for each in documents), "en")
            packed.writestr("left-out.txt", _left_out(left_out, language))
    return len(left_out)


def _add(packed: zipfile.ZipFile, invoice: Invoice, used: set[str]) -> bool:
    name, count = invoice.slug, 1
    while name in used:
        count += 1
        name = f"{invoice.slug}-{count}"
    used.add(name)
    added = False
    for suffix, field in ((".pdf", invoice.file), (".xml", invoice.xml_file)):
        if not field.name:
            continue
        try:
            with storages["private"].open(str(field.name)) as stored:
                packed.writestr(f"{name}{suffix}", stored.read())
            added = True
        except FileNotFoundError:
            log.error("invoice %s: its file %s is missing", invoice.pk, field.name)
    return added


def _left_out(numbers: Iterable[str], language: str) -> str:
    with translation.override(language):
        said = gettext("These documents are still being made or checked and are not in this archive:")
    return "\n".join([said, *numbers, ""])


def sweep_archives(now: datetime) -> int:
    """Remove what is a day old."""
    gone = 0
    for archive in archives_over(now):
        name = str(archive.file.name or "")
        archive.delete()
        if name:
            discard(name)
        gone += 1
    return gone
