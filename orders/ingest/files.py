"""Files of orders: JSON of WooCommerce and Shopify, CSV of any shop. Checked whole before anything is written."""

import pickle
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import IO, Any

from orders.ingest import shopify, woocommerce
from orders.ingest.canonical import CanonicalOrder
from orders.ingest.documents import read_documents
from orders.ingest.problems import BadFile, Problems
from orders.ingest.reading import BadData
from orders.ingest.table.orders import How, read_sheet
from orders.ingest.table.sheet import open_sheet

PARSERS: dict[str, Callable[[Any, str], CanonicalOrder]] = {
    "woocommerce": woocommerce.parse,
    "shopify": shopify.parse,
}
TABLES = (".csv", ".tsv", ".txt")
Progress = Callable[[float, int], object]


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read. `source` names the shop; encoding and decimal are "" to be found out."""

    source: str
    zone: tzinfo
    is_table: bool | None = None  # None: by the file's name
    encoding: str = ""
    decimal: str = ""


class Checked:
    """A file without a mistake: its orders wait in a temporary file, so that writing them down is all that is left."""

    def __init__(self, spool: IO[bytes], count: int, notes: tuple[str, ...]) -> None:
        self.spool, self.count, self.notes = spool, count, notes

    def orders(self) -> Iterator[CanonicalOrder]:
        self.spool.seek(0)
        for _number in range(self.count):
            # Written by this process a moment ago, into a file without a name.
            yield pickle.load(self.spool)  # noqa: S301

    def close(self) -> None:
        self.spool.close()


def check_file(path: Path, reading: Reading, progress: Progress) -> Checked:
    """Read everything. Raises BadFile with every mistake (fifty at most)."""
    problems = Problems(path)
    spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - Checked closes it
    notes: list[str] = []
    count = 0
    try:
        is_table = path.suffix.lower() in TABLES if reading.is_table is None else reading.is_table
        read = _table(path, reading, problems, notes) if is_table else _documents(path, reading.source, problems)
        for order, done in read:
            pickle.dump(order, spool, pickle.HIGHEST_PROTOCOL)
            count += 1
            progress(done, count)
        problems.refuse()
    except OSError as error:
        spool.close()
        raise problems.fail(0, "", f"{error.strerror or error}.") from None
    except BadFile:
        spool.close()
        raise
    return Checked(spool, count, tuple(notes))


def _table(
    path: Path, reading: Reading, problems: Problems, notes: list[str]
) -> Iterator[tuple[CanonicalOrder, float]]:
    sheet = open_sheet(path, reading.encoding)
    if sheet.encoding != "utf-8" and not reading.encoding:
        notes.append(f"The letters were read as {sheet.encoding}; say --encoding if names look wrong.")
    if sheet.unknown:
        notes.append(f"Not a column of ours, kept with the order and shown nowhere: {', '.join(sheet.unknown)}.")
    yield from read_sheet(sheet, How(reading.source, reading.zone, reading.decimal), problems)


def _documents(path: Path, source: str, problems: Problems) -> Iterator[tuple[CanonicalOrder, float]]:
    if source not in PARSERS:
        raise problems.fail(0, "", f"JSON can be read of {', '.join(PARSERS)}; of other shops send CSV.")
    parse = PARSERS[source]
    for found in read_documents(path, problems):
        try:
            order = parse(found.data, found.place)
        except BadData as error:
            problems.add(found.line, error.path, error.message)
        else:
            yield order, found.progress
