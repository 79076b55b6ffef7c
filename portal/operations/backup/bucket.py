"""Files that are not on a disk, while a backup is brought back: what is there stays until all the rest is done."""

import secrets
import shutil
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.files.base import File
from django.core.files.storage import Storage

from portal.operations.backup.files import ASIDE, STAGE, names_in

IN_MEMORY = 2 * 1024 * 1024  # bytes of a file; what is larger waits in a temporary file
PIECE = 1024 * 1024


class PlacingElsewhere:
    """New names take their place at once, where they harm nobody; other contents wait beside until `swap`."""

    def __init__(self, storage: Storage) -> None:
        token = secrets.token_hex(4)
        self.storage, self.stage, self.aside = storage, f"{STAGE}{token}", f"{ASIDE}{token}"
        self.names: set[str] = set()
        self.fresh: set[str] = set()
        self.waiting: set[str] = set()
        self.swapped: list[str] = []

    def take(self, name: str, content: IO[bytes]) -> None:
        """A name that comes twice: the later one is meant."""
        with SpooledTemporaryFile(IN_MEMORY) as spooled:
            shutil.copyfileobj(content, spooled)
            spooled.seek(0)
            if name in self.fresh or not self.storage.exists(name):
                self._put(name, spooled)
                self.fresh.add(name)
            elif not self._is_there(name, spooled):
                spooled.seek(0)
                self._put(f"{self.stage}/{name}", spooled)
                self.waiting.add(name)
            elif name in self.waiting:
                self.storage.delete(f"{self.stage}/{name}")
                self.waiting.remove(name)
        self.names.add(name)

    def _put(self, name: str, content: IO[bytes]) -> None:
        self.storage.delete(name)
        self.storage.save(name, File(content))

    def _is_there(self, name: str, content: IO[bytes]) -> bool:
        with self.storage.open(name) as there:
            while True:
                old, new = there.read(PIECE), content.read(PIECE)
                if old != new:
                    return False
                if not new:
                    return True

    def _move(self, name: str, to: str) -> None:
        with self.storage.open(name) as content:
            self._put(to, content)
        self.storage.delete(name)

    def swap(self) -> None:
        for name in sorted(self.waiting):
            self._move(name, f"{self.aside}/{name}")
            self.swapped.append(name)
            self._move(f"{self.stage}/{name}", name)

    def take_back(self) -> None:
        """The files that were there are there again."""
        while self.swapped:
            self._move(f"{self.aside}/{self.swapped[-1]}", self.swapped[-1])
            self.swapped.pop()
        for name in self.fresh:
            self.storage.delete(name)

    def finish(self) -> int:
        """Files that the backup does not know go; how many."""
        strangers = [name for name in names_in(self.storage) if name not in self.names]
        for name in [*strangers, *(f"{self.aside}/{each}" for each in self.swapped)]:
            self.storage.delete(name)
        return len(strangers)

    def clear_stage(self) -> None:
        for name in self.waiting:
            with suppress(FileNotFoundError):
                self.storage.delete(f"{self.stage}/{name}")
