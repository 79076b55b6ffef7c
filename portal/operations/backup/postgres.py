"""PostgreSQL: every table's rows in one snapshot, as COPY gives them; nothing but the server is needed.

pg_dump would have to be as new as the server and be installed beside the site. The tables themselves are not in the
backup: migrations make them, at the moment they stood at.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from portal.operations.backup.container import Manifest, Writer
from portal.operations.backup.errors import Damaged
from portal.operations.backup.tables import applied, left_out, state_of

logger = logging.getLogger(__name__)
START, END = "database/", ".copy"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
    "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position"
)
SEQUENCES = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = current_schema()"


def add_database(writer: Writer, folder: Path) -> None:
    other: Any = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for table in sorted(set(_tables(cursor)) - left_out()):
                writer.manifest.columns[table] = columns = _columns(cursor, table)
                # It has no name in any folder, so nobody finds it and a crash leaves none behind.
                with TemporaryFile(dir=folder) as spooled:
                    with cursor.copy(f"COPY {_named(table, columns)} TO STDOUT") as rows:
                        for part in rows:
                            spooled.write(part)
                    size = spooled.tell()
                    spooled.seek(0)
                    writer.add(f"{START}{table}{END}", spooled, size)
            writer.manifest.rows = _counts(cursor)
            cursor.execute(SEQUENCES)
            writer.manifest.numbers = dict(cursor.fetchall())
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def _tables(cursor: Any) -> list[str]:
    cursor.execute(TABLES)
    return [name for (name,) in cursor.fetchall()]


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(COLUMNS, [table])
    return [name for (name,) in cursor.fetchall()]


def _counts(cursor: Any) -> dict[str, int]:
    found = {}
    for table in sorted(set(_tables(cursor)) - left_out()):
        cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608 - names of tables, not of anybody's making
        found[table] = cursor.fetchone()[0]
    return found


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _named(table: str, columns: list[str]) -> str:
    return f"{_quoted(table)} ({', '.join(map(_quoted, columns))})"


class OtherTables(Exception):
    """The way back ended elsewhere."""


class Loading:
    """All in one transaction: whoever uses the site meanwhile sees the old rows until the new ones are complete."""

    def __init__(self) -> None:
        self.parts: dict[str, IO[bytes]] = {}

    def take(self, name: str, content: IO[bytes]) -> None:
        if not (name.startswith(START) and name.endswith(END)):
            raise Damaged(f"The backup has a part nobody knows: {name}.")
        spooled = self.parts[name.removeprefix(START).removesuffix(END)] = TemporaryFile()  # noqa: SIM115
        while part := content.read(1024 * 1024):
            spooled.write(part)

    @contextmanager
    def beside(self, manifest: Manifest) -> Iterator[None]:
        with transaction.atomic():
            with connection.cursor() as cursor:
                self._make_tables(cursor, manifest)
                self._fill(cursor, manifest)
            yield

    def ease(self) -> None:
        """From here on rows may point to what comes later, as everywhere else."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def _make_tables(self, cursor: Any, manifest: Manifest) -> None:
        """Those of the backup's release: the site's, emptied and led back to them; else all are made anew."""
        there = _tables(cursor)
        if "django_migrations" in there and (applied() == manifest.migrations or self._led_back(cursor, manifest)):
            cursor.execute(f"TRUNCATE {', '.join(map(_quoted, _tables(cursor)))}")
            return
        for table in there:
            cursor.execute(f"DROP TABLE IF EXISTS {_quoted(table)} CASCADE")
        # Tables with checks that still wait can't be altered, and here no migration ends its transaction.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        MigrationExecutor(connection).migrate(state_of(manifest.migrations))
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, _tables(cursor)))}")

    def _led_back(self, cursor: Any, manifest: Manifest) -> bool:
        """Undoes what was migrated since. False, and nothing has changed, where that can't be undone.

        It takes seconds, where making all tables takes minutes, and a lock for each of thousands of parts of them:
        nearly all that a PostgreSQL has as it is installed (max_locks_per_transaction).
        """
        newer = {app for app, _name in applied()} - {app for app, _name in manifest.migrations}
        try:
            with transaction.atomic():
                cursor.execute(f"TRUNCATE {', '.join(map(_quoted, set(_tables(cursor)) - {'django_migrations'}))}")
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                targets = [*state_of(manifest.migrations), *((app, None) for app in sorted(newer))]
                MigrationExecutor(connection).migrate(targets)
                if applied() != manifest.migrations:
                    raise OtherTables
        except Exception as error:
            # A migration's way back may raise what it likes; the other way needs none.
            logger.info("The tables are made anew, they can't be led back: %r", error)
            return False
        return True

    def _fill(self, cursor: Any, manifest: Manifest) -> None:
        if missing := sorted(self.parts.keys() - set(_tables(cursor))):
            raise Damaged(f"This release makes no table {missing[0]} for the backup's rows.")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, spooled in self.parts.items():
            spooled.seek(0)
            with cursor.copy(f"COPY {_named(table, manifest.columns[table])} FROM STDIN") as rows:
                while part := spooled.read(1024 * 1024):
                    rows.write(part)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        found = _counts(cursor)
        if {table: found.get(table) for table in manifest.rows} != manifest.rows:
            raise Damaged("The database has other numbers of rows than the backup wrote down.")
        for sequence, last in manifest.numbers.items():
            cursor.execute(
                "SELECT setval(to_regclass(%s), greatest(%s, 1), %s) WHERE to_regclass(%s) IS NOT NULL",
                [_quoted(sequence), last, last > 0, _quoted(sequence)],
            )

    def close(self) -> None:
        for spooled in self.parts.values():
            spooled.close()
