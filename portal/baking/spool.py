"""Beacons on their way to the database: lines in files, written by web processes, loaded by the tick.

A line is handed to the operating system before its beacon is answered, so a killed process loses none; every few
seconds a file is forced to the disk and closed, so a power cut loses the last seconds of statistics and no more.
A writer holds a lock on its file while it may still write. The lock dies with its process, so what nobody holds is
complete and may be loaded.
"""

import fcntl
import logging
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

logger = logging.getLogger(__name__)

CLOSE_SECONDS = 5.0
LARGEST_FILE = 4 * 1024 * 1024  # bytes
LARGEST_SPOOL = 64 * 1024 * 1024  # bytes of all files: a tick that stands still must not fill the disk
ENDING = ".spool"


class Spool:
    """The end where one process writes; safe for its threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._file: int | None = None
        self._written = self._turn = 0
        self._full_until = 0.0

    def append(self, line: bytes) -> bool:
        """Keeps one line (without its end). False: it is not kept, the caller must do so."""
        with self._lock:
            try:
                if self._file is None and not self._begin():
                    return False
                return self._write(line + b"\n")
            except OSError as error:
                logger.error("Beacons can't be written down: %s", error)
                self._detach()
                return False

    def _write(self, line: bytes) -> bool:
        file = self._file
        if file is None:
            return False
        kept = os.write(file, line) == len(line)
        self._written += len(line)
        # After half a line, on a full disk, nothing may follow: the loader leaves out what has no end.
        if not kept or self._written > LARGEST_FILE:
            self._detach()
        return kept

    def _begin(self) -> bool:
        if time.monotonic() < self._full_until:
            return False
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if sum(file.stat().st_size for file in spooled(self.folder)) > LARGEST_SPOOL:
            logger.error("The spool of beacons is full: is `manage.py tick` running?")
            self._full_until = time.monotonic() + CLOSE_SECONDS
            return False
        name = f"{time.time_ns():020}-{os.getpid()}-{secrets.token_hex(4)}"
        new = self.folder / f"{name}.new"
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        # Locked before it has the name that the loader looks for.
        fcntl.flock(file, fcntl.LOCK_EX)
        new.rename(new.with_suffix(ENDING))
        self._file, self._written, self._turn = file, 0, self._turn + 1
        # By its turn: the system gives the same number to the next file.
        ending = threading.Timer(CLOSE_SECONDS, self._end, (self._turn,))
        ending.daemon = True
        ending.start()
        return True

    def _end(self, turn: int) -> None:
        with self._lock:
            file = self._file
            if file is None or self._turn != turn:
                return
            self._file = None
        os.fsync(file)
        os.close(file)

    def _detach(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def close(self) -> None:
        """What is written may be loaded from now on."""
        with self._lock:
            self._detach()


def spooled(folder: Path) -> list[Path]:
    """The oldest first."""
    return sorted(folder.glob(f"*{ENDING}"))


@contextmanager
def complete(file: Path) -> Iterator[list[bytes] | None]:
    """The lines of a file that nobody writes to any more, None while somebody does. Held while they are loaded."""
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        yield None
        return
    with opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield [line.rstrip(b"\n") for line in opened if line.endswith(b"\n")]
