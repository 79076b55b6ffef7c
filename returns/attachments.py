"""People's files: decoded in a process of their own, stored under a random name outside the public folders."""

import errno
import hashlib
import json
import logging
import os
import re
import secrets
import subprocess
import sys
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orders.sending import careful
from returns.errors import FileRefused
from returns.models import Attachment, private_storage
from returns.models.files import Scan

log = logging.getLogger(__name__)

MAX_BYTES = 10 * 1024**2
MAX_FILES = 5
MAX_BYTES_A_PERSON = 200 * 1024**2
MAX_FILES_AN_HOUR = 30
ACCEPT = "image/*,.pdf"
DECODER = Path(__file__).with_name("decoder.py")
# Wall clock; the process itself stops after 10 s of work.
DECODER_SECONDS = 20
EXTENSION = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}


@dataclass(frozen=True)
class Clean:
    """A file that was decoded: our own bytes, never the ones that came."""

    name: str
    content_type: str
    content: bytes
    thumbnail: bytes | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


REFUSALS = {
    "empty": _("“%(name)s” is empty. Please choose it again."),
    "too_big": _("“%(name)s” is larger than 10 MB. Please choose a smaller one."),
    "too_many_pixels": _(
        "“%(name)s” has more than 40 megapixels. Please take a smaller picture or a screenshot of it."
    ),
    "unsupported": _(
        "“%(name)s” is not a picture or PDF that we can open. Please send a JPEG, PNG, WebP, HEIC or PDF."
    ),
    "broken": _("“%(name)s” is damaged. Please take it again or save it anew."),
    "pdf_password": _("“%(name)s” asks for a password. Please save it without one and choose it again."),
    "pdf_active": _("“%(name)s” contains scripts or other files. Please print it to a new PDF and choose that one."),
    "too_many": _("“%(name)s” is one too many: a message takes 5 files. Please send it with your next message."),
    "no_room": _("“%(name)s” does not fit: your files have reached 200 MB. Please write to us without it."),
    "infected": _(
        "“%(name)s” was not taken: our virus scanner found something in it. Please check your device, then send "
        "another file."
    ),
    "too_fast": _("“%(name)s” was not taken: 30 files an hour are possible. Please add it later."),
}


def refusal(code: str, name: str) -> FileRefused:
    return FileRefused(str(REFUSALS.get(code, REFUSALS["broken"])) % {"name": name})


def clean_name(name: str, content_type: str = "") -> str:
    """A name to show and to save under: no path, no control or direction characters, the true extension."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in name)
    stem, dot, ending = name.strip(" .").rpartition(".")
    if not dot or not re.fullmatch(r"\w{1,5}", ending):
        stem, ending = name.strip(" ."), ""
    stem = " ".join(stem.split())[:120].strip(" .") or gettext("file")
    extension = EXTENSION.get(content_type) or (f".{ending}" if ending else "")
    return f"{stem}{extension}"


def decode(file: UploadedFile) -> Clean:
    """Our own copy of a file; raises FileRefused with a sentence that names it."""
    shown = clean_name(file.name or "")
    if not file.size:
        raise refusal("empty", shown)
    if file.size > MAX_BYTES:
        raise refusal("too_big", shown)
    file.seek(0)
    with tempfile.TemporaryDirectory(prefix="decode-") as folder:
        verdict = run_decoder(file.read(), folder)
        if "refused" in verdict:
            raise refusal(verdict["refused"], shown)
        content_type = verdict["type"]
        small = Path(folder, "thumbnail")
        content = Path(folder, "file").read_bytes()
        if len(content) > MAX_BYTES:
            raise refusal("too_big", shown)
        return Clean(
            clean_name(file.name or "", content_type),
            content_type,
            content,
            small.read_bytes() if small.exists() else None,
        )


def run_decoder(content: bytes, folder: str) -> dict[str, str]:
    """Raises OSError when the disk is full: nobody is told that her file is broken."""
    try:
        answer = subprocess.run(  # noqa: S603 - our own interpreter and file; the content comes on stdin
            [sys.executable, "-I", str(DECODER), folder],
            input=content,
            capture_output=True,
            timeout=DECODER_SECONDS,
            check=True,
        )
        verdict: dict[str, str] = json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"refused": "broken"}
    if verdict.get("missing"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return verdict


@dataclass(frozen=True)
class Stored:
    file: str
    thumbnail: str


def store(clean: Clean) -> Stored:
    """Write both files before any row names them; what a lost connection leaves behind is swept."""
    storage = private_storage()
    stem = f"cases/{secrets.token_hex(2)}/{secrets.token_hex(16)}"
    name = storage.save(stem + EXTENSION[clean.content_type], ContentFile(clean.content))
    small = storage.save(f"{stem}-small.jpg", ContentFile(clean.thumbnail)) if clean.thumbnail else ""
    for each in filter(None, (name, small)):
        reach_the_disk(storage, each)
    return Stored(name, small)


def reach_the_disk(storage: Storage, name: str) -> None:
    """Wait until file and folder survive a power cut; storages elsewhere (S3) have no path and need none."""
    with suppress(NotImplementedError):
        for path in (Path(storage.path(name)), Path(storage.path(name)).parent):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def serve(attachment: Attachment, size: str) -> FileResponse:
    """The stored copy: pictures are ours and may be shown, PDFs are only saved; nothing in it may run (R37).

    Raises Http404 when the file is gone from the storage, held for the virus scanner or dropped by it (R38).
    """
    if attachment.scan != Scan.FINE:
        raise Http404
    small = size == "small"
    field = attachment.thumbnail if small else attachment.file
    content_type = "image/jpeg" if small else attachment.content_type
    try:
        content = field.open("rb")
    except FileNotFoundError as missing:
        log.error("attachment %s: its file is missing", attachment.pk)
        raise Http404 from missing
    response = FileResponse(content, content_type=content_type)
    is_picture = content_type == "image/jpeg"
    response["Content-Disposition"] = content_disposition_header(not is_picture, attachment.name) or "attachment"
    return careful(response)
