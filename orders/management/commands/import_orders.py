"""Orders from files of a shop: all of a file or nothing of it, as often as you like."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from orders.actions import Outcome
from orders.actions.saving_many import save_orders
from orders.ingest.files import PARSERS, Checked, Reading, check_file
from orders.ingest.problems import BadFile
from orders.ingest.table.sheet import ENCODINGS
from orders.ingest.table.template import template
from orders.management.bar import Bar


def shop_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,29}", text):
        raise ArgumentTypeError("a shop is named by up to 30 small letters, digits, - and _.")
    return text


class Command(BaseCommand):
    help = (
        "Imports orders from files: JSON of WooCommerce or Shopify (one order, {order: …}, {orders: […]}, a list, "
        "JSON lines) and CSV of any shop (orders/ingest/README.md). A second run changes nothing; older data "
        "never overwrites newer; a file with a mistake changes nothing and every mistake is named with its line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = f"the shop the orders are of: {', '.join(PARSERS)}, or a name of your own for CSV (default: csv)"
        parser.add_argument("--source", default="csv", type=shop_name, help=source)
        parser.add_argument("--format", choices=("json", "csv"), help="default: by the name of the file")
        parser.add_argument("--encoding", choices=ENCODINGS, default="", help="letters of CSV files; else found out")
        parser.add_argument("--decimal", choices=(",", "."), default="", help="decimal mark of CSV files")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--template", action="store_true", help="write an empty CSV with all columns and stop")
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        if options["template"]:
            self.stdout.write(template(), ending="")
            return
        if not files:
            raise CommandError("Name at least one file; --template writes an empty one.")
        reading = Reading(
            source=options["source"],
            zone=timezone.get_default_timezone(),
            is_table=options["format"] and options["format"] == "csv",
            encoding=options["encoding"],
            decimal=options["decimal"],
        )
        refused = [path for path in files if not self.take_in(path, reading, is_rehearsal=options["dry_run"])]
        if refused:
            raise CommandError(f"Files not imported: {len(refused)} of {len(files)}.")

    def take_in(self, path: Path, reading: Reading, *, is_rehearsal: bool) -> bool:
        bar = Bar(self.stderr, path.name)
        try:
            checked = check_file(path, reading, bar.part("checking"))
        except BadFile as error:
            bar.end()
            self.stderr.write(self.style.ERROR(f"{error}\nNothing of this file was imported."))
            return False
        try:
            outcomes = self.write_down(checked, bar, is_rehearsal=is_rehearsal)
        finally:
            checked.close()
            bar.end()
        for note in checked.notes:
            self.stderr.write(self.style.WARNING(f"{path}: {note}"))
        self.stdout.write(f"{path}: {'would be ' if is_rehearsal and outcomes else ''}{told(outcomes)}")
        return True

    def write_down(self, checked: Checked, bar: Bar, *, is_rehearsal: bool) -> Counter[Outcome]:
        show = bar.part("writing")
        with transaction.atomic():
            outcomes: Counter[Outcome] = Counter()
            for found in save_orders(checked.orders()):
                outcomes.update(found)
                show(outcomes.total() / checked.count, outcomes.total())
            transaction.set_rollback(is_rehearsal)
        return outcomes


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
