"""Database, cache, index, files, mail, worker and tick: do they answer, and are they as we need them?"""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.utils import DatabaseError
from modelsearch.backends import get_search_backend

from kb.models import ArticlePage
from kb.search.backend import WhooshSearchBackend
from portal.notifications.actions import transport
from portal.operations import checks
from portal.operations.checks import FINE, Said
from portal.operations.setup.mail_test import reason_of
from portal.parts.queued import QueueAway, first_due, is_in_redis

OLDEST_POSTGRESQL = 14_00_00
TO_NOBODY = ("console", "filebased", "locmem", "dummy")


def database(_now: datetime) -> Said:
    try:
        connection.ensure_connection()
    except (OperationalError, DatabaseError) as error:
        return Said(
            "fail", f"It does not answer: {str(error).splitlines()[0]}", "Is it running, is DATABASE_URL right?"
        )
    if connection.vendor == "postgresql":
        version: int = connection.pg_version  # type: ignore[attr-defined]
        if version < OLDEST_POSTGRESQL:
            return Said("fail", f"PostgreSQL {version // 10000} runs.", "Use PostgreSQL 14 or newer.")
        return Said("ok", f"PostgreSQL {version // 10000}")
    return sqlite()


def sqlite() -> Said:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
    if mode not in {"wal", "memory"}:
        do = "Is the file on a network share? Put it on a disk of this machine, or use PostgreSQL."
        return Said("fail", f"SQLite keeps its journal as “{mode}”: writers block readers.", do)
    return Said("ok", "SQLite, with WAL; for more than one machine, or hundreds of orders an hour, use PostgreSQL")


def cache_keeps(_now: datetime) -> Said:
    backend = settings.CACHES["default"]["BACKEND"]
    try:
        cache.set("doctor", "kept", 10)
        kept = cache.get("doctor") == "kept"
    except Exception as error:
        # Drivers of every kind raise what they like.
        do = "Run `manage.py createcachetable`." if "Database" in backend else "Is CACHE_URL right, does it run?"
        return Said("fail", f"It does not answer: {type(error).__name__}.", do)
    if not kept:
        return Said("fail", "It keeps nothing: limits on sign-in would not count.", "Set CACHE_URL.")
    if backend.endswith("LocMemCache"):
        return Said("warn", "Each process has its own: limits on sign-in count for each.", "Leave CACHE_URL empty.")
    return FINE


def index(now: datetime) -> Said:
    """Usable, nothing waits too long, and as many articles as there are."""
    said = checks.index(now)
    backend = get_search_backend()
    if said.state != "ok" or not isinstance(backend, WhooshSearchBackend):
        return said
    there = ArticlePage.objects.live().count()
    store = backend.get_index_for_model(ArticlePage).store
    indexed = int(store.read(lambda snapshot: snapshot.reader.doc_count()))
    if indexed < there:
        return Said("warn", f"It has {indexed} pages, and there are {there} articles.", checks.REBUILD)
    return Said("ok", f"{indexed} pages")


def mail_server(_now: datetime) -> Said:
    """Says hello to it, and signs in; sends nothing."""
    backend = str(settings.MAIL_TRANSPORT["backend"])
    if any(name in backend for name in TO_NOBODY):
        where = "stays here" if settings.DEBUG or settings.DEMO else "reaches nobody"
        state: checks.State = "ok" if settings.DEBUG or settings.DEMO else "fail"
        return Said(state, f"Mail {where} ({backend.split('.')[-2]}).", "Set MAIL_URL to your mail server.")
    connection_ = transport()
    try:
        connection_.open()
        connection_.close()
    except Exception as error:
        return Said("fail", reason_of(error), "Is MAIL_URL right? The password is percent-encoded in it.")
    return Said("ok", f"{settings.MAIL_TRANSPORT['host']} answers")


def jobs(now: datetime) -> Said:
    """They can be handed over, and are taken."""
    try:
        first = first_due()
    except QueueAway as error:
        return Said(
            "fail", f"Redis does not answer: {error}.", "Is TASKS_URL right, does Redis run? Tick repeats jobs."
        )
    minutes = int((now - first).total_seconds() // 60) if first else 0
    if minutes >= checks.LATE_MINUTES:
        do = "Start a worker; if one runs, it can't keep up: start another."
        return Said("warn", f"A job has been waiting for {minutes} minutes.", do)
    return Said("ok", "through Redis" if is_in_redis() else "through the database")


CHECKS: dict[str, checks.Check] = {
    "database": database,
    "migrations": checks.migrations,
    "cache": cache_keeps,
    "search index": index,
    "files": checks.files,
    "mail server": mail_server,
    "mail": checks.mail,
    "tick": checks.tick,
    "worker": checks.worker,
    "jobs": jobs,
    "webhooks": checks.webhooks,
}
