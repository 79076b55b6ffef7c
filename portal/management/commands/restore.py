"""A backup becomes the site again, all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.operations.backup.errors import BackupError
from portal.operations.backup.passphrase import passphrase
from portal.operations.backup.restoring import Restored, accept, restore


class Command(BaseCommand):
    help = "Restores a file that `backup` wrote, into an empty site or with --replace in place of what is there."
    # A site that is to be restored may be in any state.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="decrypt; else BACKUP_PASSPHRASE")
        parser.add_argument("--replace", action="store_true", help="although the site has people or orders")
        parser.add_argument("--other-key", action="store_true", help="although it was made with another SECRET_KEY")
        parser.add_argument("--check", action="store_true", help="only read it and say what is in it")

    def handle(self, *args: Any, **options: Any) -> None:
        file, other_key = options["file"], options["other_key"]
        try:
            secret = passphrase(options["passphrase_file"])
            if options["check"]:
                found = accept(file, secret, other_key=other_key)
                self.stdout.write(f"Whole, and this site can take it in. Made {found.made_at} by {found.release}:")
                self.stdout.write(f"{sum(found.rows.values()):,} rows, {len(found.members):,} parts.")
                return
            self.stdout.write(f"Reading {file} …")
            done = restore(file, secret, timezone.now(), replace=options["replace"], other_key=other_key)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.tell(done)

    def tell(self, done: Restored) -> None:
        found = done.manifest
        self.stdout.write(
            f"Restored as of {found.made_at}: {sum(found.rows.values()):,} rows of {len(found.rows)} tables, "
            f"{len(found.files('private')):,} private files, {len(found.files('media')):,} of the editors.\n"
            f"Migrations run since that release: {done.migrated}. People erased again: {done.erased}. "
            f"Files the backup does not know, deleted: {done.files_gone}.\n"
            "Everybody is signed out. Kept pages and answers are emptied, the search index is new."
        )
        if not done.has_erasures:
            self.stderr.write(
                "There was no erasures.jsonl in DATA_DIR: if you keep a newer one elsewhere, put it there and run "
                "`manage.py reapply_erasures` before anybody may sign in."
            )
        if done.problems:
            self.stderr.write("\n".join(done.problems))
            raise CommandError("Restored, but check_invariants finds what is above.")
        self.stdout.write("check_invariants: all is as it must be.")
