"""DATABASE_URL and what goes with it: a pool of connections, and a replica that is read from."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from portal.env import env
from portal.parts.addresses import needs

SQLITE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
SCHEMES = {"sqlite", "postgres", "postgresql"}
POOL_SECONDS = 10  # a request waits for a free connection
MOST = 200


def databases(name: str, default: str, *, pool: str, replica: str) -> dict[str, dict[str, Any]]:
    """DATABASES: "default", and "replica" where DATABASE_REPLICA_URL names one."""
    found = {"default": _connected(_read(name, env.str(name, default=default)), pool)}
    if replica:
        found["replica"] = _connected(_read("DATABASE_REPLICA_URL", replica), pool)
        found["replica"]["TEST"] = {"MIRROR": "default"}
        if any(_is_sqlite(each) for each in found.values()):
            raise ImproperlyConfigured("DATABASE_REPLICA_URL needs PostgreSQL, there and in DATABASE_URL.")
        # What is read there and written by mistake is refused by the database, not by luck.
        found["replica"]["OPTIONS"]["options"] = "-c default_transaction_read_only=on"
    return found


def pooling(name: str) -> str:
    """Its value, looked at: off, a number of connections a process, or pgbouncer."""
    value = env.str(name, default="off").strip().lower()
    if value in ("off", "pgbouncer") or (value.isdecimal() and 1 <= int(value) <= MOST):
        return value
    raise ImproperlyConfigured(
        f"{name} is {value!r}; it must be off, a number of connections for each process (1 to {MOST}), or pgbouncer."
    )


def _read(name: str, value: str) -> dict[str, Any]:
    if value.partition("://")[0] not in SCHEMES:
        raise ImproperlyConfigured(f"{name} must be sqlite:///a/file or postgres://user:password@host/name.")
    database: dict[str, Any] = env.db_url_config(value)
    return {**database, "OPTIONS": dict(database.get("OPTIONS", {}))}


def _is_sqlite(database: dict[str, Any]) -> bool:
    return bool(database["ENGINE"].endswith("sqlite3"))


def _connected(database: dict[str, Any], pool: str) -> dict[str, Any]:
    if _is_sqlite(database):
        if pool != "off":
            raise ImproperlyConfigured("DATABASE_POOL is for PostgreSQL; SQLite needs none.")
        return {**database, "OPTIONS": dict(SQLITE)}
    database["CONN_HEALTH_CHECKS"] = True
    if pool == "off":
        database["CONN_MAX_AGE"] = 60
    elif pool == "pgbouncer":
        # It lends a connection for one transaction: nothing may be left on it for the next.
        database["CONN_MAX_AGE"], database["DISABLE_SERVER_SIDE_CURSORS"] = 0, True
        database["OPTIONS"]["prepare_threshold"] = None
    else:
        needs("DATABASE_POOL", "psycopg_pool")
        # Django's pool keeps connections itself and refuses CONN_MAX_AGE beside it.
        database["CONN_MAX_AGE"] = 0
        database["OPTIONS"]["pool"] = {"min_size": 0, "max_size": int(pool), "timeout": POOL_SECONDS}
    return database
