"""Whether what must always be true is true: after a crash, a restore, or every night."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orders import invariants as orders
from portal.desk.figures import invariants as figures
from returns import invariants as returns

Check = Callable[[datetime], Iterator[str]]
# A room adds its own: a module `invariants` with CHECKS, and its name here.
CHECKS: tuple[Check, ...] = (*orders.CHECKS, *returns.CHECKS, *figures.CHECKS)
MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Checks what must always be true of orders, deliveries, returns, figures and stored files; changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=[check.__name__ for check in CHECKS], help="one check alone")

    def handle(self, *args: Any, only: str | None = None, **options: Any) -> None:
        now, broken = timezone.now(), 0
        for check in CHECKS:
            if only in (None, check.__name__):
                broken += self.run(check, now)
        if broken:
            raise CommandError(f"Not true any more: {broken}.")
        self.stdout.write("All is as it must be.")

    def run(self, check: Check, now: datetime) -> int:
        count = 0
        for count, sentence in enumerate(check(now), 1):
            if count <= MOST_SHOWN:
                self.stderr.write(self.style.ERROR(sentence))
        if count > MOST_SHOWN:
            self.stderr.write(self.style.ERROR(f"… and {count - MOST_SHOWN} more of {check.__name__}."))
        return count
