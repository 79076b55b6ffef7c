"""The press from outside: a job goes in, a finished PDF or the broken rules come out. One warm child a process.

Starting it costs a second and a half; a job then costs little more than the page itself.
"""

import atexit
import base64
import json
import os
import select
import struct
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orders.documents.children import ROOT, environment

# The child may compute for 20 s; a busy machine may take longer to let it.
WALL_SECONDS = 60
# The first job also waits for the child's libraries, on a busy machine for long.
STARTING_SECONDS = 40
MOST_BYTES = 64 * 1024 * 1024
LENGTH = struct.Struct(">I")


class PressFailed(Exception):
    """The child broke, was too slow or refused the page; the same job may be tried again."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What to print: a page, and the XML that goes into it. No page: the XML is only checked."""

    html: str = ""
    xml: bytes = b""
    name: str = "factur-x.xml"
    relationship: str = "Alternative"
    description: str = "Factur-X XML"
    level: str = "EN 16931"
    is_checked: bool = True
    """False for XML whose rules somebody else has checked (KSeF)."""
    kind: str = "invoice"
    """Of orders.pdf: another kind carries no XML."""


@dataclass(frozen=True, slots=True)
class Printed:
    pdf: bytes
    failed: tuple[tuple[str, str], ...]
    """(rule, text) of what is wrong with the XML; then there is no PDF."""


class Press:
    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.folder: tempfile.TemporaryDirectory[str] | None = None
        self.lock = threading.Lock()

    def print(self, sheet: Sheet, made_at: datetime) -> Printed:
        """Raises PressFailed."""
        job = {
            "html": sheet.html,
            "kind": sheet.kind,
            "xml": base64.b64encode(sheet.xml).decode(),
            "name": sheet.name,
            "relationship": sheet.relationship,
            "description": sheet.description,
            "level": sheet.level,
            "check": sheet.is_checked,
            "made_at": made_at.isoformat(),
        }
        with self.lock:
            said = self._ask(json.dumps(job).encode())
            if said["error"]:
                # One that ran out of memory has none for the next page either.
                self.stop()
        if said["error"]:
            raise PressFailed(said["error"])
        pdf = base64.b64decode(said["pdf"])
        if sheet.html and not said["failed"] and not pdf.startswith(b"%PDF-"):
            raise PressFailed("the child answered without a PDF")
        return Printed(pdf, tuple((rule, text) for rule, text in said["failed"]))

    def _ask(self, job: bytes) -> dict[str, Any]:
        is_new = self._start()
        try:
            return _exchange(self.child, job, WALL_SECONDS + (STARTING_SECONDS if is_new else 0))
        except (BrokenPipeError, EOFError):
            code = self.stop(patience=2)
            if is_new or code:
                raise PressFailed(f"the child ended with {code}") from None
        except TimeoutError as error:
            self.stop()
            raise PressFailed(str(error)) from None
        # It had gone home in the meantime (idle, or after its last job): a new one does the work.
        return self._ask(job)

    def _start(self) -> bool:
        """True when the child is new."""
        if self.child and self.child.poll() is None:
            return False
        self.stop()
        self.folder = tempfile.TemporaryDirectory(prefix="press-")
        self.child = subprocess.Popen(
            [sys.executable, "-m", "orders.documents.pressing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Its last words go where ours go: the log.
            stderr=None,
            cwd=ROOT,
            env=environment(self.folder.name),
        )
        return True

    def stop(self, patience: float = 0) -> int:
        """The child's exit code; 0 when there was none. It may end by itself for `patience` seconds."""
        code = 0
        if self.child:
            try:
                code = self.child.wait(patience)
            except subprocess.TimeoutExpired:
                self.child.kill()
                code = self.child.wait()
            for pipe in (self.child.stdin, self.child.stdout):
                if pipe:
                    _close(pipe)
            self.child = None
        if self.folder:
            self.folder.cleanup()
            self.folder = None
        return code


def _exchange(child: Any, job: bytes, seconds: float) -> dict[str, Any]:
    """`child` is a Popen with pipes."""
    until = time.monotonic() + seconds
    child.stdin.write(LENGTH.pack(len(job)) + job)
    child.stdin.flush()
    (length,) = LENGTH.unpack(_read(child.stdout, LENGTH.size, until))
    if length > MOST_BYTES:
        raise TimeoutError("the answer is too long")
    said: dict[str, Any] = json.loads(_read(child.stdout, length, until))
    return said


def _read(pipe: Any, size: int, until: float) -> bytes:
    found = bytearray()
    while len(found) < size:
        left = until - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise TimeoutError("The PDF was not ready in time.")
        more = os.read(pipe.fileno(), size - len(found))
        if not more:
            raise EOFError
        found += more
    return bytes(found)


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # what was still to be written has no reader any more
        return


PRESS = Press()
atexit.register(PRESS.stop)
