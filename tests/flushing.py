"""What migrations wrote (groups, locales, permissions, the root page) outlives a test that commits.

Django empties every table after such a test and would then read its copy row by row through the models: seconds, for
every test. Here rows are kept as they came from the database and put back as they were.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations


class Kept(NamedTuple):
    table: str
    columns: list[str]
    rows: list[tuple[Any, ...]]


def keep() -> list[Kept]:
    """Every table that holds something now."""
    return [found for table in _tables() if (found := _read(table)).rows]


def put_back(kept: Sequence[Kept]) -> None:
    """In one transaction: foreign keys are looked at when it ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, rows in kept:
            # A live server's last thread may have written here since: content types are made by whoever misses one.
            cursor.execute(f"DELETE FROM {_name(table)}")  # noqa: S608
            names, places = ", ".join(map(_name, columns)), ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {_name(table)} ({names}) VALUES ({places})", rows)  # noqa: S608


def delete_rows(self: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
    """In place of TRUNCATE, which gives each of some 200 tables new files; in one transaction, too."""
    return ["; ".join(f"DELETE FROM {self.quote_name(table)}" for table in tables)] if tables else []  # noqa: S608


def _tables() -> list[str]:
    return list(connection.introspection.django_table_names(only_existing=True, include_views=False))


def _read(table: str) -> Kept:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_name(table)}")  # noqa: S608
        return Kept(table, [column[0] for column in cursor.description], cursor.fetchall())


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


DatabaseOperations.sql_flush = delete_rows  # type: ignore[method-assign]
