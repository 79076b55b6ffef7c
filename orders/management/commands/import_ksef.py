"""Invoices from KSeF, from files and folders: each file whole or not at all, as often as you like."""

import hashlib
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders.ksef.numbers import ksef_number_in
from orders.ksef.receipts import MAX_BYTES as LARGEST_RECEIPT
from orders.ksef.receipts import numbers_in_receipt
from orders.ksef.refusing import KsefRefused
from orders.ksef.taking import take_ksef_invoice
from orders.ksef.xml import MAX_BYTES
from orders.models import Invoice, Order

FORMS = {
    "new": "new",
    "held": "held, see Invoices in the admin",
    "numbered": "given their KSeF number",
    "here": "here already",
}


class Command(BaseCommand):
    help = (
        "Imports FA(3) invoices as KSeF gives them, and files of folders. The KSeF number comes from --number, from a "
        "receipt (UPO) among the files, or from the file's name; without one the invoice counts as issued offline. "
        "A file that is refused changes nothing and the reason is named; a second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--number", default="", help="the KSeF number, for one file")
        parser.add_argument(
            "--order", default="", help="the order's number in the portal; else it is found in the XML"
        )
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER")

    def handle(self, *args: Any, paths: list[Path], number: str, order: str, **options: Any) -> None:
        files = list(dict.fromkeys(files_in(paths)))
        if not files:
            raise CommandError("There is no XML file in what you named.")
        if number and len(files) > 1:
            raise CommandError("--number is for one file; for many, put the receipt (UPO) beside them.")
        self.number, self.order = number, order_named(order)
        self.numbers = self.receipts(files)
        outcomes: Counter[str] = Counter()
        # An invoice may stand behind its correction in the folder: what found no order is tried once more.
        waiting = [file for file in files if not self.take(file, outcomes, is_last=False)]
        refused = [file for file in waiting if not self.take(file, outcomes, is_last=True)]
        said = ", ".join(f"{outcomes[each]:,} {words}" for each, words in FORMS.items() if outcomes[each])
        self.stdout.write(f"{said or 'Nothing taken'}.")
        if refused:
            raise CommandError(f"Files not imported: {len(refused)} of {len(files)}.")

    def receipts(self, files: list[Path]) -> dict[str, str]:
        """KSeF numbers by fingerprint. Receipts leave the list."""
        numbers: dict[str, str] = {}
        for file in list(files):
            try:
                found = numbers_in_receipt(file.read_bytes()) if is_small(file) else {}
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}.") from None
            if found:
                numbers.update(found)
                files.remove(file)
        return numbers

    def take(self, file: Path, outcomes: Counter[str], *, is_last: bool) -> bool:
        """False when it was refused; why is told the last time."""
        try:
            xml = file.read_bytes() if is_small(file) else b" " * (MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from None
        fingerprint = hashlib.sha256(xml).hexdigest()
        before = Invoice.objects.filter(xml_sha256=fingerprint, source=Invoice.Source.KSEF).first()
        number = self.number or self.numbers.get(fingerprint, "") or ksef_number_in(file.name)
        try:
            invoice = take_ksef_invoice(xml, ksef_number=number, order=self.order)
        except KsefRefused as error:
            if is_last:
                place = f"{file}:{error.line}" if error.line else str(file)
                self.stderr.write(self.style.ERROR(f"{place}: {error.message}"))
            return False
        outcomes[outcome(before, invoice)] += 1
        if invoice.state == Invoice.State.HELD:
            self.stderr.write(self.style.WARNING(f"{file}: held. {invoice.held_rule}: {invoice.held_reason}"))
        return True


def order_named(number: str) -> Order | None:
    if not number:
        return None
    found = list(Order.objects.filter(number=number)[:2])
    if len(found) != 1:
        raise CommandError(f"{'Several orders have' if found else 'No order has'} the number {number}.")
    return found[0]


def outcome(before: Invoice | None, after: Invoice) -> str:
    if after.state == Invoice.State.HELD:
        return "held"
    if before is None:
        return "new"
    return "numbered" if after.ksef_number != before.ksef_number else "here"


def files_in(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix.lower() == ".xml" and each.is_file())
        elif path.is_file():
            yield path
        else:
            raise CommandError(f"{path}: there is no such file or folder.")


def is_small(file: Path) -> bool:
    return file.stat().st_size <= LARGEST_RECEIPT
