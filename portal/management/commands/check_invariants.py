"""Whether what must always be true is true: after a crash, a restore, or every night."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kb.search import invariants as search
from orders import invariants as orders
from portal.desk.figures import invariants as figures
from portal.operations.invariants import files, jobs, links
from portal.operations.invariants.mending import HAND, MENDS
from returns import invariants as returns

Check = Callable[[datetime], Iterator[str]]
# A room adds its own: a module `invariants` with CHECKS, its name here, and what to do about it in MENDS.
CHECKS: tuple[Check, ...] = (
    *orders.CHECKS,
    *returns.CHECKS,
    *links.CHECKS,
    *files.CHECKS,
    *jobs.CHECKS,
    *search.CHECKS,
    *figures.CHECKS,
)
MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Checks what must always be true of orders, cases, files, jobs, search and figures; changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=[check.__name__ for check in CHECKS], help="one check alone")
        parser.add_argument("--json", action="store_true", dest="as_json", help="for a program: every sentence")

    def handle(self, *args: Any, only: str | None = None, as_json: bool = False, **options: Any) -> None:
        now = timezone.now()
        wanted = [check for check in CHECKS if only in (None, check.__name__)]
        found = {check.__name__: list(check(now)) for check in wanted}
        broken = sum(map(len, found.values()))
        if as_json:
            said = [
                {"check": name, "found": sentences, "mend": MENDS.get(name, HAND) if sentences else ""}
                for name, sentences in found.items()
            ]
            self.stdout.write(json.dumps({"broken": broken, "checks": said}, indent=1, ensure_ascii=False))
        else:
            for name, sentences in found.items():
                self.tell(name, sentences)
        if broken:
            raise CommandError(f"Not true any more: {broken}.")
        if not as_json:
            self.stdout.write("All is as it must be.")

    def tell(self, name: str, sentences: list[str]) -> None:
        for sentence in sentences[:MOST_SHOWN]:
            self.stderr.write(self.style.ERROR(sentence))
        if len(sentences) > MOST_SHOWN:
            self.stderr.write(self.style.ERROR(f"… and {len(sentences) - MOST_SHOWN} more of {name}."))
        if sentences:
            self.stderr.write(f"  → {MENDS.get(name, HAND)}")
