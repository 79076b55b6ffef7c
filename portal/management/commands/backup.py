"""One file with everything that can't be made again, taken while the site runs."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.operations.backup.errors import BackupError
from portal.operations.backup.making import forget_old, make_backup
from portal.operations.backup.passphrase import passphrase


class Command(BaseCommand):
    help = "Writes database and files into one file, while the site runs, and reads it again before it is done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", type=Path, metavar="FILE", help="a new file, or a folder for aftercare-….backup")
        parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="encrypt; else BACKUP_PASSPHRASE")
        parser.add_argument("--keep", type=int, metavar="DAYS", help="then delete older backups of the folder (35)")

    def handle(self, *args: Any, **options: Any) -> None:
        place, keep, now = options["place"], options["keep"], timezone.now()
        if keep is not None and keep < 1:
            raise CommandError("--keep must be a day or more.")
        try:
            secret = passphrase(options["passphrase_file"])
            file, manifest = make_backup(place, secret, now)
        except BackupError as error:
            raise CommandError(str(error)) from error
        size = file.stat().st_size / 1024 / 1024
        self.stdout.write(
            f"{file}: {size:.1f} MB{', encrypted' if secret else ''}, {sum(manifest.rows.values()):,} rows of "
            f"{len(manifest.rows)} tables, {len(manifest.files('private')):,} private files and "
            f"{len(manifest.files('media')):,} of the editors. Read again: whole."
        )
        if keep is not None:
            gone = forget_old(file.parent, timedelta(days=keep), now)
            self.stdout.write(f"Deleted, being older than {keep} days: {len(gone)}.")
