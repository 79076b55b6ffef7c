"""One at a time among all machines that share a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.db import connection

OURS = 0x6AF7  # the first half of the key: other programs in the same database have other numbers


def key_of(name: str) -> int:
    """The second half of the key: 32 bits with a sign, as PostgreSQL's integers have."""
    return crc32(name.encode()) - 2**31


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """False while another process is inside. On SQLite there is one machine, and whoever calls has its own lock.

    PostgreSQL frees the lock with the connection, so a killed process holds up nobody. It is a connection of its own
    and one transaction, so that pgbouncer lends nobody else the one that holds the lock.
    """
    if connection.vendor != "postgresql":
        yield True
        return
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    own.set_autocommit(False)
    try:
        with own.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [OURS, key_of(name)])
            is_ours = bool(cursor.fetchone()[0])
        yield is_ours
    finally:
        own.close()
