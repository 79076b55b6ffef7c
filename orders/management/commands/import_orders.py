"""Orders from files of a shop: all of a file or nothing of it, as often as you like."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from orders.actions import Outcome, save_order
from orders.ingest.files import PARSERS, BadFile, read_orders

BAR = 30


class Command(BaseCommand):
    help = (
        "Imports orders from JSON files: one order, {order: …}, {orders: […]}, a list, or JSON lines. "
        "A second run changes nothing; older data never overwrites newer; a broken file changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", required=True, choices=sorted(PARSERS), help="the shop system of the files")
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, source: str, files: list[Path], **options: Any) -> None:
        broken = 0
        for path in files:
            try:
                with transaction.atomic():
                    outcomes = self.take_in(path, source)
            except BadFile as error:
                self.end_bar()
                self.stderr.write(self.style.ERROR(f"{error} Nothing of this file was imported."))
                broken += 1
            else:
                self.end_bar()
                self.stdout.write(f"{path}: {told(outcomes)}")
        if broken:
            raise CommandError(f"Files not imported: {broken} of {len(files)}.")

    def take_in(self, path: Path, source: str) -> Counter[Outcome]:
        outcomes: Counter[Outcome] = Counter()
        shown_at = 0.0
        for read in read_orders(path, source):
            outcomes[save_order(read.order)[1]] += 1
            if monotonic() - shown_at > 0.1 or read.progress >= 1:
                self.show_bar(path, read.progress, outcomes.total())
                shown_at = monotonic()
        return outcomes

    def show_bar(self, path: Path, progress: float, count: int) -> None:
        if self.stderr.isatty():
            full = "█" * round(progress * BAR)
            self.stderr.write(f"\r{path.name} {full:·<{BAR}} {progress:4.0%} {count:,} orders", ending="")
            self.stderr.flush()

    def end_bar(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")


def told(outcomes: Counter[Outcome]) -> str:
    """12 new, 3 changed, 40 unchanged, 1 older than what we have."""
    words = {
        Outcome.CREATED: "new",
        Outcome.UPDATED: "changed",
        Outcome.UNCHANGED: "unchanged",
        Outcome.OLDER: "older than what we have",
    }
    if not outcomes:
        return "no orders in it."
    if outcomes.total() == outcomes[Outcome.UNCHANGED]:
        return f"nothing to change, all {outcomes.total():,} orders are already here."
    return ", ".join(f"{outcomes[each]:,} {word}" for each, word in words.items() if outcomes[each]) + "."
