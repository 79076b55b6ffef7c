"""One file with the database and the files of the site, taken while it runs, and read again before it has its name."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from portal.operations.backup import postgres, sqlite
from portal.operations.backup.container import Manifest, writing
from portal.operations.backup.errors import BackupError
from portal.operations.backup.files import Seen, add_new
from portal.operations.backup.sealing import SHORTEST_PASSPHRASE
from portal.operations.backup.tables import applied
from portal.operations.version import version

NAMED = re.compile(r"aftercare-\d{8}T\d{6}Z\.backup")
DATABASES = {"sqlite": sqlite, "postgresql": postgres}


def key_mark() -> str:
    """Tells whether two sites have the same SECRET_KEY, and nothing else about it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"aftercare backup", hashlib.sha256).hexdigest()[:16]


def server_said() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return str(cursor.fetchone()[0])


def make_backup(place: Path, passphrase: str, now: datetime) -> tuple[Path, Manifest]:
    """`place` is a new file, or a folder in which one named after the moment is made. Raises BackupError."""
    if connection.vendor not in DATABASES:
        raise BackupError(f"Databases of the kind {connection.vendor} can't be backed up here.")
    if passphrase and len(passphrase) < SHORTEST_PASSPHRASE:
        raise BackupError(f"A passphrase of {SHORTEST_PASSPHRASE} characters or more is needed.")
    file = place / f"aftercare-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup" if place.is_dir() else place
    if file.exists():
        raise BackupError(f"{file} is there already; a backup is never written over another.")
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}.")
    manifest = Manifest(
        made_at=now.isoformat(timespec="seconds"),
        database=connection.vendor,
        server=server_said(),
        release=version(),
        key=key_mark(),
        migrations=applied(),
    )
    try:
        with writing(file, passphrase, manifest) as writer:
            seen: Seen = {}
            add_new(writer, seen)
            DATABASES[connection.vendor].add_database(writer, file.parent)
            add_new(writer, seen)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error.strerror or error}.") from error
    return file, manifest


def forget_old(folder: Path, keep: timedelta, now: datetime) -> list[Path]:
    """Deletes backups named as ours whose moment is longer ago; others' files and names of your own stay."""
    gone = []
    for file in sorted(folder.iterdir()):
        if NAMED.fullmatch(file.name):
            made = datetime.strptime(file.name[10:26], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            if made < now - keep:
                file.unlink()
                gone.append(file)
    return gone
