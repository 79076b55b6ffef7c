"""One Whoosh index on disk: generations in a folder, one of them named by the file CURRENT.

Any number of processes read and write. Writers take turns through a lock that the kernel frees when a process dies.
A rebuild fills a new generation beside the current one; what is written meanwhile is noted in a journal and done
again in the new one before CURRENT is swapped.
"""

import fcntl
import logging
import os
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from django.dispatch import Signal
from whoosh.fields import FieldType, Schema
from whoosh.index import FileIndex, create_in
from whoosh.writing import IndexWriter

from kb.search.backend.files import Files
from kb.search.backend.snapshot import Snapshot

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

# Sent once per broken index and process, with its folder: somebody should rebuild.
index_unusable = Signal()

_guard = threading.RLock()
_snapshots: dict[tuple[int, Path], Snapshot] = {}
_reported: set[tuple[Path, str]] = set()


class IndexUnusable(Exception):
    """The index is missing, truncated or corrupt."""


class LockTimeout(Exception):
    """Another process held the lock all the time we were ready to wait."""


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """An exclusive lock between processes and threads; raises LockTimeout."""
    until = time.monotonic() + seconds
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise LockTimeout(str(path)) from None
                time.sleep(0.02)
        yield


class Store:
    def __init__(self, folder: Path, lock_seconds: float = 10) -> None:
        self.folder = folder
        self.lock_seconds = lock_seconds
        self.journal = folder / "journal"

    def current(self) -> str:
        """Name of the generation in use; raises IndexUnusable when there is none."""
        try:
            name = (self.folder / "CURRENT").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnusable(f"{self.folder} has no index") from error
        if not name.isalnum():
            raise IndexUnusable(f"{self.folder} names no generation")
        return name

    # --- Reading -----------------------------------------------------------------------------

    def read(self, question: Callable[[Snapshot], Answer]) -> Answer:
        """The answer of a function that reads a fresh snapshot. Raises IndexUnusable, after reporting it once."""
        try:
            with _guard:
                answer = self._read(question)
                if _reported:
                    _reported.difference_update({report for report in _reported if report[0] == self.folder})
                return answer
        except IndexUnusable as error:
            self.report(error)
            raise

    def _read(self, question: Callable[[Snapshot], Answer]) -> Answer:
        attempts = 5
        while True:
            attempts -= 1
            try:
                return question(self._snapshot())
            except IndexUnusable:
                raise
            except Exception as error:
                broken = _snapshots.pop((os.getpid(), self.folder), None)
                if broken is not None:
                    broken.close()
                # A commit or a rebuild removes files between looking and opening: look again.
                if not attempts:
                    raise IndexUnusable(f"{self.folder} cannot be read") from error
                time.sleep(0.005)

    def _snapshot(self) -> Snapshot:
        key = (os.getpid(), self.folder)
        name = self.current()
        snapshot = _snapshots.get(key)
        if snapshot is not None and snapshot.name == name and snapshot.up_to_date():
            return snapshot
        # Never Searcher.refresh(): it keeps deleted documents and doubles merged ones.
        fresh = Snapshot(name, Files(self.folder / name))
        _snapshots[key] = fresh
        if snapshot is not None:
            snapshot.close()
        return fresh

    def report(self, error: Exception) -> None:
        name = ""
        with suppress(IndexUnusable):
            name = self.current()
        with _guard:
            known = (self.folder, name) in _reported
            _reported.add((self.folder, name))
        if not known:
            logger.error("The search index is unusable, a rebuild is needed: %s", error, exc_info=error)
            index_unusable.send(sender=Store, folder=self.folder)

    # --- Writing -----------------------------------------------------------------------------

    @contextmanager
    def writing(self, schema: dict[str, FieldType], notes: list[str]) -> Iterator[IndexWriter | None]:
        """A writer that commits at the end, or None when there is no index yet: a rebuild will read everything.

        `notes` go to the journal of a rebuild that runs meanwhile.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        problem = None
        with locked(self.folder / "lock", self.lock_seconds):
            self._note(notes)
            files = None
            try:
                files = Files(self.folder / self.current())
                writer = FileIndex(files).writer(timeout=self.lock_seconds)
            except Exception as error:
                problem = error
                yield None
            else:
                yield from self._committed(writer, schema)
            finally:
                if files is not None:
                    files.close_files()
        if problem is not None:
            # After the lock is free: a rebuild that starts at once needs it.
            self.report(problem)

    def _note(self, notes: list[str]) -> None:
        if self.journal.exists():
            with self.journal.open("a") as journal:
                journal.writelines(note + "\n" for note in notes)

    def _committed(self, writer: IndexWriter, schema: dict[str, FieldType]) -> Iterator[IndexWriter]:
        try:
            for name in schema.keys() - set(writer.schema.names()):
                writer.add_field(name, schema[name])
            yield writer
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def create(self, schema: dict[str, FieldType]) -> tuple[str, FileIndex]:
        """A new generation that nobody reads yet."""
        name = uuid.uuid4().hex
        path = self.folder / name
        path.mkdir(mode=0o700, parents=True)
        return name, create_in(str(path), Schema(**schema))

    def swap(self, name: str) -> None:
        """Makes a generation the current one and removes all others; open readers keep their files."""
        fresh = self.folder / "CURRENT.new"
        with fresh.open("w") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.folder / "CURRENT")
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        for path in self.folder.iterdir():
            if path.is_dir() and path.name != name:
                shutil.rmtree(path, ignore_errors=True)


def forget_snapshots() -> None:
    """For tests: what this process has read and reported."""
    with _guard:
        for (process, _folder), snapshot in _snapshots.items():
            if process == os.getpid():
                snapshot.close()
        _snapshots.clear()
        _reported.clear()
