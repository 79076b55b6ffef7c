"""A backup becomes the site again: looked at whole before anything is touched, then all of it or nothing."""

import json
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import StringIO
from pathlib import Path
from typing import IO

from django.core.cache import caches
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from orders.models import Order
from portal.accounts.models import User
from portal.accounts.privacy.erasing import reapply
from portal.accounts.privacy.journal import catch_up, journal_path
from portal.baking.shelf import Shelf
from portal.baking.store import store
from portal.operations.backup import postgres, sqlite
from portal.operations.backup.bucket import PlacingElsewhere
from portal.operations.backup.container import Manifest, look
from portal.operations.backup.errors import BackupError
from portal.operations.backup.files import STORAGES, Placing, storage_of
from portal.operations.backup.making import key_mark
from portal.operations.backup.tables import refuse_newer
from portal.operations.invariants import jobs
from portal.parts.away import PartAway

# Since the backup nobody worked: what was about to be done then is late now, and is done when worker and tick run.
STOOD_STILL = {check.__name__ for check in jobs.CHECKS}


@dataclass(slots=True)
class Restored:
    """Plain figures. `problems`: what check_invariants said, a sentence a line."""

    manifest: Manifest
    migrated: int = 0
    erased: int = 0
    files_gone: int = 0
    has_erasures: bool = False
    problems: tuple[str, ...] = ()


def is_empty() -> bool:
    """Nobody has worked with this site yet: no tables, or no person and no order."""
    try:
        return not (User.objects.exists() or Order.objects.exists())
    except DatabaseError:
        return True


def accept(file: Path, passphrase: str, *, other_key: bool = False) -> Manifest:
    """The manifest of a backup that this site can take in; changes nothing. Raises BackupError."""
    manifest = look(file, passphrase)
    if manifest.database != connection.vendor:
        raise BackupError(
            f"This backup is of {manifest.database}, the site runs on {connection.vendor}: set DATABASE_URL to the "
            "kind of database it came from."
        )
    refuse_newer(manifest.migrations)
    if manifest.key != key_mark() and not other_key:
        raise BackupError(
            "This backup was made with another SECRET_KEY. With a new one, second factors, links in mails "
            "and the list of erased people no longer fit. Set the old key, or say --other-key."
        )
    return manifest


def restore(file: Path, passphrase: str, now: datetime, *, replace: bool = False, other_key: bool = False) -> Restored:
    """Raises BackupError, and then the site is as it was."""
    done = Restored(accept(file, passphrase, other_key=other_key))
    if not (empty := is_empty()) and not replace:
        raise BackupError("This site has people or orders. To put the backup in their place, say --replace.")
    if not empty:
        # Who was erased just now stands in the list before the rows that say so are replaced.
        catch_up()
    done.has_erasures = journal_path().exists()
    placings = {kind: _placing(kind) for kind in STORAGES}
    loading = (sqlite if connection.vendor == "sqlite" else postgres).Loading()
    try:
        with ExitStack() as undo:
            for placing in placings.values():
                undo.callback(placing.take_back)
            look(file, passphrase, partial(_take, placings, loading))
            with loading.beside(done.manifest):
                for placing in placings.values():
                    placing.swap()
                done.migrated = _migrate_forward()
                loading.ease()
                done.erased = reapply(now)
            undo.pop_all()
    except (OSError, DatabaseError, ValueError, PartAway) as error:
        raise BackupError(f"Nothing was restored, the site is as it was: {error}") from error
    finally:
        loading.close()
        for placing in placings.values():
            placing.clear_stage()
    done.files_gone = sum(placing.finish() for placing in placings.values())
    _forget_what_was_made_of_the_old(done.migrated)
    done.problems = tuple(_problems())
    return done


def _placing(kind: str) -> Placing | PlacingElsewhere:
    storage = storage_of(kind)
    return Placing(storage) if isinstance(storage, FileSystemStorage) else PlacingElsewhere(storage)


def _take(
    placings: dict[str, Placing | PlacingElsewhere],
    loading: "sqlite.Loading | postgres.Loading",
    name: str,
    content: IO[bytes],
) -> None:
    area, _slash, rest = name.partition("/")
    kind, _slash, file = rest.partition("/")
    if area == "files" and kind in placings:
        placings[kind].take(file, content)
    else:
        loading.take(name, content)


def _migrate_forward() -> int:
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    executor.migrate(targets, plan)
    return len(plan)


def _forget_what_was_made_of_the_old(migrated: int) -> None:
    """Pages, kept answers and the index say what the old rows said."""
    if migrated:
        # Permissions of new models are made by the command alone.
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    for each in caches.all(initialized_only=False):
        each.clear()
    kept = store()
    if isinstance(kept, Shelf):
        kept.start_over()
    call_command("update_index", verbosity=0, stdout=StringIO())


def _problems() -> list[str]:
    said = StringIO()
    with suppress(CommandError):
        call_command("check_invariants", "--json", stdout=said)
    checks = json.loads(said.getvalue())["checks"]
    return [sentence for each in checks if each["check"] not in STOOD_STILL for sentence in each["found"]]
