"""SQLite: a copy of the file as it is at one moment, while others go on writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.db import connection

from portal.operations.backup.container import Manifest, Writer
from portal.operations.backup.errors import BackupError, Damaged
from portal.operations.backup.tables import left_out

MEMBER = "database/aftercare.sqlite3"


def add_database(writer: Writer, folder: Path) -> None:
    """VACUUM INTO reads one snapshot and takes no deleted rows along; the copy is unlinked before it is read."""
    with TemporaryDirectory(prefix=".backup-", dir=folder) as place:
        copy = Path(place) / "copy.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        with closing(sqlite3.connect(copy)) as database:
            database.execute("PRAGMA secure_delete=ON")
            database.execute("PRAGMA foreign_keys=OFF")
            there = set(tables(database))
            for table in sorted(left_out() & there):
                database.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of tables, not of anybody's making
            database.commit()
            check(database)
            writer.manifest.rows = counts(database)
        with copy.open("rb") as content:
            size = copy.stat().st_size
            copy.unlink()
            writer.add(MEMBER, content, size)


def tables(database: sqlite3.Connection) -> list[str]:
    """Not those that a full-text index keeps for itself."""
    rows = database.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall()
    return [name for name, kind in rows if kind == "table" and not name.startswith("sqlite_")]


def counts(database: sqlite3.Connection) -> dict[str, int]:
    return {
        table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
        for table in sorted(tables(database))
    }


def check(database: sqlite3.Connection) -> None:
    if (said := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        raise Damaged(f"The copy of the database is damaged: {said[:300]}")
    if lost := database.execute("PRAGMA foreign_key_check").fetchall():
        raise Damaged(f"{len(lost)} rows of the database point to nothing, among them of {lost[0][0]}.")


class Loading:
    """A database beside the site's, which becomes the site's at one moment."""

    def __init__(self) -> None:
        self.live = Path(connection.settings_dict["NAME"])
        self.live.parent.mkdir(parents=True, exist_ok=True)
        self.place = TemporaryDirectory(prefix=".restore-", dir=self.live.parent)
        self.file = Path(self.place.name) / "restored.sqlite3"

    def take(self, name: str, content: IO[bytes]) -> None:
        if name != MEMBER:
            raise Damaged(f"The backup has a part nobody knows: {name}.")
        with self.file.open("wb") as file:
            while part := content.read(1024 * 1024):
                file.write(part)

    @contextmanager
    def beside(self, manifest: Manifest) -> Iterator[None]:
        """Within it Django's connection is to the restored database; afterwards the site has it."""
        with closing(sqlite3.connect(self.file)) as database:
            check(database)
            if counts(database) != manifest.rows:
                raise Damaged("The database in the backup has other numbers of rows than were written down.")
        connection.close()
        connection.settings_dict["NAME"] = str(self.file)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = str(self.live)
        self._swap()

    def ease(self) -> None:
        """Nothing was made stricter."""

    def _swap(self) -> None:
        """One transaction of SQLite's own: processes that have the file open see the old one or the new one."""
        with closing(sqlite3.connect(self.file)) as new:
            new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            check(new)
            with closing(sqlite3.connect(self.live, timeout=30)) as live:
                try:
                    new.backup(live, pages=-1)
                except sqlite3.OperationalError as error:
                    raise BackupError(
                        f"The site's database is busy ({error}): stop the site and try again."
                    ) from error

    def close(self) -> None:
        self.place.cleanup()
