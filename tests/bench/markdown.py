"""The rows as BENCHMARKS.md: for readers, with what they were measured on and by which command."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.rows import Row
from tests.bench.table import number

MARKS = {True: "ok", False: "**missed**", None: ""}
HEAD = """# Benchmarks

Made by `{command}`; do not edit by hand. Machines differ, so what counts are the ratios: both sides of each were
measured in the same run. Figures a bench could not get say why.

| machine | |
|---|---|
| date | {date} |
| cores | {cores} ({processor}) |
| load before | {load:.1f} |
| Python | {python} |
| database | {database} |

{verdict}
"""
TITLES = {
    "search": "Search",
    "pages": "Public pages, memory, start",
    "beacon": "Read beacons",
    "ingest": "Orders taken in",
    "orders": "A customer's orders and cases",
    "desk": "The desk and its figures",
    "pdf": "Documents",
    "lighthouse": "Lighthouse, phone profile",
}


def markdown(found: Mapping[str, Sequence[Row]], command: str, load: float, database: str) -> str:
    rows = [row for each in found.values() for row in each]
    judged = [row for row in rows if row.holds is not None]
    missed = [row for row in judged if not row.holds]
    verdict = f"{len(judged) - len(missed)} of {len(judged)} targets hold."
    if missed:
        verdict += " Missed: " + "; ".join(row.name for row in missed) + "."
    head = HEAD.format(
        command=command,
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        cores=os.cpu_count(),
        processor=processor(),
        load=load,
        python=platform.python_version(),
        database=database,
        verdict=verdict,
    )
    return "\n".join([head, *(section(name, each) for name, each in found.items())])


def section(name: str, rows: Sequence[Row]) -> str:
    lines = [
        f"## {TITLES.get(name, name)}",
        "",
        "| what | value | ratio | target | | |",
        "|---|---:|---:|---|---|---|",
    ]
    lines += [f"| {' | '.join(map(plain, cells(row)))} |" for row in rows]
    return "\n".join([*lines, ""])


def cells(row: Row) -> tuple[str, ...]:
    ratio = f"{number(row.ratio)} × {row.reference}" if row.ratio is not None else ""
    mark = "not measured" if row.value is None else MARKS[row.holds]
    return row.name, f"{number(row.value)} {row.unit}".strip(), ratio, row.target, mark, row.note


def plain(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def processor() -> str:
    """As Linux names it; elsewhere what Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
