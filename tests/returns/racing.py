"""Several people at once: real threads on a real database, also where the tests' own SQLite lives in memory."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

from django.db import connection, connections


@contextmanager
def database_for_threads(folder: Path) -> Iterator[None]:
    """Threads get a copy in a file, in production's mode: SQLite in memory knows no waiting. PostgreSQL stays."""
    if connection.vendor != "sqlite":
        yield
        return
    file = folder / "race.sqlite3"
    connection.ensure_connection()
    copy = sqlite3.connect(file)
    connection.connection.backup(copy)
    copy.close()
    settings = connections.settings["default"]
    before, settings["NAME"] = settings["NAME"], str(file)
    try:
        yield
    finally:
        settings["NAME"] = before


def together(count: int, call: Callable[[int], Any]) -> list[Any]:
    """call(0), call(1), … at the same moment, each in a thread with its own connection: results or exceptions."""
    barrier = Barrier(count)

    def one(number: int) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(30)
            return call(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def alone(call: Callable[[], Any]) -> Any:
    """Look at the threads' database afterwards."""
    (result,) = together(1, lambda _number: call())
    if isinstance(result, Exception):
        raise result
    return result
