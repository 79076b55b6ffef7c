"""From the spool into the database, many beacons in one transaction."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

from django.conf import settings

from kb.reading import door, rules
from kb.reading.bulk import record_many
from portal.baking.spool import complete, spooled


def line_of(body: bytes, day: date) -> bytes | None:
    """What is written down of a beacon: the day and what the page sent. None for what no page of ours sends."""
    return f"{day:%Y-%m-%d} ".encode() + body if body.isascii() and b"\n" not in body else None


def load_spool(folder: Path | None = None) -> int:
    """Loads every complete file, returns the number of beacons kept.

    A file is removed after its transaction. Killed in between, it is loaded again: the same totals change nothing.
    """
    kept = 0
    for file in spooled(settings.SPOOL_DIR if folder is None else folder):
        with complete(file) as lines:
            if lines is not None:
                kept += record_many(_read(lines))
                file.unlink(missing_ok=True)
    return kept


def _read(lines: Iterable[bytes]) -> Iterator[tuple[rules.Beacon, int, date]]:
    for line in lines:
        try:
            day, _, body = line.decode("ascii").partition(" ")
            fields = dict(parse_qsl(body, max_num_fields=12))
            opened = door.opened_page(fields.get("t", ""))
            if opened is not None:
                yield rules.parse(fields), opened[0], date.fromisoformat(day)
        except ValueError:
            # Not sent by our script: it was answered like any other and is forgotten here.
            continue
