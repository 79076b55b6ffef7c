"""What is found is dropped, what nobody could look at is held until tick looks again; neither is served."""

import logging
from datetime import datetime
from time import monotonic

from django.conf import settings

from returns.attachments import REFUSALS
from returns.errors import FileRefused
from returns.models import Attachment, Upload
from returns.models.files import Scan, private_storage
from returns.scanning.clamd import Away, NoVerdict, infection

log = logging.getLogger(__name__)
AT_ONCE = 50
# Seconds: tick comes every minute and has more to do.
LONGEST_LOOK = 20.0


def look_at(content: bytes, name: str) -> str:
    """Scan.FINE, or Scan.HELD while nobody can say. Raises FileRefused for what is found."""
    if not settings.CLAMD_URL:
        return Scan.FINE
    try:
        found = infection(content, settings.CLAMD_URL)
    except NoVerdict as error:
        log.warning("a file is held: the virus scanner gave no answer (%s)", error)
        return Scan.HELD
    if found:
        log.warning("a file was refused: %s", found)
        raise FileRefused(str(REFUSALS["infected"]) % {"name": name})
    return Scan.FINE


def look_again(now: datetime) -> int:
    """Held files, the oldest first, until the scanner stays away; returns how many have their verdict. For tick.

    Stops after LONGEST_LOOK; the next minute goes on.

    Without a scanner any more (CLAMD_URL was emptied) what is held goes free: the operator said so.
    """
    done, started = 0, monotonic()
    for model in (Attachment, Upload):
        for row in model.objects.filter(scan=Scan.HELD).order_by("pk")[:AT_ONCE]:
            if monotonic() - started > LONGEST_LOOK:
                return done
            try:
                found = infection(read(row), settings.CLAMD_URL) if settings.CLAMD_URL else ""
            except Away:
                return done
            except NoVerdict:
                # This one it cannot judge, or it is gone; those behind it must not wait for it.
                continue
            drop(row, found) if found else model.objects.filter(pk=row.pk).update(scan=Scan.FINE)
            done += 1
    return done


def read(row: Attachment | Upload) -> bytes:
    """Raises NoVerdict for a file that is gone: it stays held, and the sweeper of missing files tells."""
    try:
        with row.file.open("rb") as file:
            content: bytes = file.read()
    except OSError:
        raise NoVerdict("missing") from None
    return content


def drop(row: Attachment | Upload, found: str) -> None:
    """The row stays and says so; its files go."""
    log.warning("%s %s was dropped: %s", type(row).__name__, row.pk, found)
    names = [str(field.name) for field in (row.file, row.thumbnail) if field.name]
    type(row).objects.filter(pk=row.pk).update(scan=Scan.DROPPED, file="", thumbnail="")
    for name in names:
        private_storage().delete(name)
