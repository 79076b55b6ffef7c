"""Finished pages on the disk of one machine, shared by its processes; each keeps what it sends in memory."""

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.shown import EVERYTHING
from portal.baking.counter import Counter
from portal.baking.page import Baked, Ready, ready
from portal.baking.rules import LONGEST_SECONDS

logger = logging.getLogger(__name__)

TABLES = """
CREATE TABLE IF NOT EXISTS pages (
  build TEXT, path TEXT, headers TEXT, plain BLOB, gzip BLOB, br BLOB, baked_at REAL, due INTEGER DEFAULT 0,
  PRIMARY KEY (build, path));
CREATE TABLE IF NOT EXISTS tags (
  tag TEXT, build TEXT, path TEXT, PRIMARY KEY (tag, build, path),
  FOREIGN KEY (build, path) REFERENCES pages ON DELETE CASCADE) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tags_of_page ON tags (build, path);
CREATE TABLE IF NOT EXISTS emptied (tag TEXT PRIMARY KEY, moment INTEGER, at REAL) WITHOUT ROWID;
"""
LOOK_SECONDS = 1.0  # how often a process checks that the files are still the ones it opened
MOST_IN_MEMORY = 24 * 1024 * 1024  # bytes of a process


class Shelf:
    """Throws nothing at its readers: a store that can't be read is an empty one."""

    def __init__(self, folder: Path, build: str, clock: Callable[[], float] = time.time) -> None:
        self.folder, self.build, self._clock = folder, build, clock
        self._file = folder / "pages.sqlite3"
        self._lock = threading.RLock()
        self._open()

    def _open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._counter = Counter(self.folder / "changes")
        self._connections = threading.local()
        self._memory: tuple[int, dict[str, Ready]] = (-1, {})
        self._held = 0
        try:
            self._make_tables()
        except sqlite3.DatabaseError as error:
            logger.error("Stored pages are broken, starting anew: %s", error)
            self._remove_files()
            self._make_tables()
        self._inode = self._found()
        self._look_at = time.monotonic() + LOOK_SECONDS

    def _make_tables(self) -> None:
        with self._counter.changing():
            self._connection().executescript(TABLES)

    def _remove_files(self) -> None:
        self._connections = threading.local()
        for name in ("pages.sqlite3", "pages.sqlite3-wal", "pages.sqlite3-shm"):
            (self.folder / name).unlink(missing_ok=True)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._connections, "open", None)
        if connection is None:
            connection = sqlite3.connect(self._file, timeout=5, isolation_level=None)
            connection.executescript("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;")
            self._connections.open = connection
        return connection

    # --- Reading ---------------------------------------------------------------------------------

    def get(self, path: str) -> Ready | None:
        """The page of this address, exactly as it is stored now; None: bake it."""
        if time.monotonic() > self._look_at:
            self._look()
        number = self._counter.read()
        seen, memory = self._memory
        if number != seen:
            memory, self._held = {}, 0
            if not number & 1:
                self._memory = (number, memory)
        page = memory.get(path)
        if page is None:
            page = self._read(path)
            # Written into the dictionary of `number`: if pages changed meanwhile, nobody looks there any more.
            if page is not None and not number & 1 and self._counter.read() == number:
                self._hold(memory, path, page)
        return page if page is not None and page.expires_at > self._clock() else None

    def _read(self, path: str) -> Ready | None:
        try:
            row = (
                self._connection()
                .execute(
                    "SELECT headers, plain, gzip, br, baked_at FROM pages WHERE build = ? AND path = ?",
                    (self.build, path),
                )
                .fetchone()
            )
        except sqlite3.Error as error:
            logger.error("Stored pages can't be read: %s", error)
            return None
        if row is None:
            return None
        headers, plain, pressed, best, baked_at = row
        return ready(
            Baked([(key, value) for key, value in json.loads(headers)], plain, pressed, best, frozenset(), baked_at)
        )

    def _hold(self, memory: dict[str, Ready], path: str, page: Ready) -> None:
        size = sum(len(form.body[0]) for form in page.forms.values())
        if self._held + size > MOST_IN_MEMORY:
            memory.clear()
            self._held = 0
        memory[path] = page
        self._held += size

    def fresh(self, paths: Iterable[str]) -> set[str]:
        """Those of `paths` that are stored, not too old and not due."""
        since = self._clock() - LONGEST_SECONDS / 2
        rows = self._connection().execute(
            "SELECT path FROM pages WHERE build = ? AND baked_at > ? AND NOT due", (self.build, since)
        )
        return {path for (path,) in rows} & set(paths)

    # --- Changing --------------------------------------------------------------------------------

    def moment(self) -> int:
        """To be asked before a page is rendered: `put` refuses it if what it shows changed since."""
        row = self._connection().execute("SELECT max(moment) FROM emptied").fetchone()
        return int(row[0] or 0)

    def put(self, path: str, page: Baked, since: int) -> bool:
        """Stores a page unless something that it shows was announced after `since`."""
        tags = sorted({*page.tags, EVERYTHING})
        marks = ",".join("?" * len(tags))
        changed = f"SELECT 1 FROM emptied WHERE moment > ? AND tag IN ({marks}) LIMIT 1"  # noqa: S608
        with self._writing() as connection:
            if connection.execute(changed, (since, *tags)).fetchone():
                return False
            connection.execute("DELETE FROM pages WHERE build = ? AND path = ?", (self.build, path))
            connection.execute(
                "INSERT INTO pages (build, path, headers, plain, gzip, br, baked_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self.build, path, json.dumps(page.headers), page.plain, page.gzip, page.br, page.baked_at),
            )
            connection.executemany("INSERT INTO tags VALUES (?, ?, ?)", [(tag, self.build, path) for tag in tags])
        return True

    def empty(self, tags: Iterable[str]) -> None:
        """Throws away every page, of every build, that shows one of these.

        If that can't be written, all pages are thrown away: rather slow than out of date.
        """
        try:
            with self._writing(lasting=True) as connection:
                for tag in set(tags):
                    self._mark(connection, tag)
                    connection.execute(
                        "DELETE FROM pages WHERE (build, path) IN (SELECT build, path FROM tags WHERE tag = ?)",
                        (tag,),
                    )
        except sqlite3.Error:
            logger.exception("Stored pages can't be changed; starting anew")
            self.start_over()

    def _mark(self, connection: sqlite3.Connection, tag: str) -> None:
        connection.execute(
            "INSERT INTO emptied VALUES (?, (SELECT coalesce(max(moment), 0) + 1 FROM emptied), ?)"
            " ON CONFLICT (tag) DO UPDATE SET moment = excluded.moment, at = excluded.at",
            (tag, self._clock()),
        )

    def heard(self, tags: Iterable[str]) -> dict[str, float]:
        """When each of these was last announced, in seconds since 1970; those never announced are left out."""
        wanted = set(tags)
        return {tag: at for tag, at in self._connection().execute("SELECT tag, at FROM emptied") if tag in wanted}

    def due(self, tags: Iterable[str]) -> None:
        """These pages go on being shown until the next tick has made them anew."""
        with self._writing() as connection:
            for tag in set(tags):
                connection.execute(
                    "UPDATE pages SET due = 1 WHERE (build, path) IN (SELECT build, path FROM tags WHERE tag = ?)",
                    (tag,),
                )

    def clear_out(self) -> None:
        """Forgets pages that are too old to be shown, and every byte of what was thrown away."""
        with self._writing() as connection:
            connection.execute("DELETE FROM pages WHERE baked_at < ?", (self._clock() - LONGEST_SECONDS,))
        self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _writing(self, lasting: bool = False) -> Iterator[sqlite3.Connection]:
        with self._lock, self._counter.changing():
            connection = self._connection()
            # After a power cut a page may be missing, but one that was thrown away must not be back.
            connection.execute(f"PRAGMA synchronous={'FULL' if lasting else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    # --- The files -------------------------------------------------------------------------------

    def _found(self) -> tuple[int, int]:
        try:
            return self._file.stat().st_ino, (self.folder / "changes").stat().st_ino
        except OSError:
            return 0, 0

    def _look(self) -> None:
        """Another process started over, or somebody emptied the folder: open what is there now."""
        with self._lock:
            if self._found() != self._inode:
                try:
                    self._open()
                except (OSError, sqlite3.Error) as error:
                    logger.error("Stored pages can't be opened: %s", error)
            self._look_at = time.monotonic() + LOOK_SECONDS

    def start_over(self) -> None:
        with self._lock:
            with self._counter.changing():
                self._remove_files()
            self._open()
