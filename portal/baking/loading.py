"""From the spool into the database, many beacons in one transaction."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import InterfaceError, OperationalError

from kb.reading import door, rules
from kb.reading.bulk import record_many
from portal.baking.spool import complete, spooled

logger = logging.getLogger(__name__)

ASIDE = ".failed"


def line_of(body: bytes, day: date) -> bytes | None:
    """What is written down of a beacon: the day and what the page sent. None for what no page of ours sends."""
    return f"{day:%Y-%m-%d} ".encode() + body if body.isascii() and b"\n" not in body else None


def load_spool(folder: Path | None = None) -> int:
    """Loads every complete file, returns the number of beacons kept.

    A file is removed after its transaction. Killed in between, it is loaded again: the same totals change nothing.
    One that can't be loaded is put aside and holds up no other; while the database is away all files wait.
    """
    return sum(_kept(file) for file in spooled(settings.SPOOL_DIR if folder is None else folder))


def _kept(file: Path) -> int:
    try:
        with complete(file) as lines:
            if lines is None:
                return 0
            kept = record_many(_read(lines))
            file.unlink(missing_ok=True)
            return kept
    except (OperationalError, InterfaceError, ConnectionError):
        raise
    except Exception:
        aside = file.with_suffix(ASIDE)
        logger.exception("Beacons can't be loaded and are put aside: %s", aside)
        file.rename(aside)
        return 0


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
