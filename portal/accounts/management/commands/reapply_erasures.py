"""After a restore: whoever was erased since that backup is erased again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.accounts.privacy.erasing import reapply
from portal.accounts.privacy.journal import journal_path


class Command(BaseCommand):
    help = (
        "Erases again whoever was erased after the backup that was just restored. "
        "Run it before anybody may sign in; run twice it changes nothing more."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not journal_path().exists():
            self.stderr.write(f"There is no {journal_path().name} in DATA_DIR: only what the database says is erased.")
        self.stdout.write(f"Erased again: {reapply(timezone.now())}.")
