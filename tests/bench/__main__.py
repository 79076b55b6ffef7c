"""`make bench`: python -m tests.bench [names] [--json FILE] [--write FILE] [--postgres]

Every bench is a module of this package with `measure() -> list[Row]`, run in a process of its own with an empty folder
and database. A figure counts as a ratio to a reference of the same run: machines differ, ratios carry over.
"""

import argparse
import json
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.bench.markdown import markdown
from tests.bench.rows import Row, missing
from tests.bench.running import run
from tests.bench.table import table
from tests.postgres import private_postgres

BENCHES = ("search", "pages", "beacon", "ingest", "orders", "desk", "pdf", "lighthouse")


@contextmanager
def database(postgres: bool) -> Iterator[str]:
    if not postgres:
        yield ""
        return
    with private_postgres() as address:
        yield address


def measure(name: str, postgres: bool) -> list[Row]:
    with (
        tempfile.TemporaryDirectory(prefix="aftercare-bench-") as folder,
        database(postgres) as address,
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process,
    ):
        return process.submit(run, name, folder, address).result()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures, and compares in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(BENCHES)}; all without a name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the rows, for a program")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the rows, for readers: BENCHMARKS.md")
    parser.add_argument("--postgres", action="store_true", help="on a private PostgreSQL instead of SQLite")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(BENCHES)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    found: dict[str, list[Row]] = {}
    load = os.getloadavg()[0]
    for name in options.names or BENCHES:
        started = time.monotonic()
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            found[name] = measure(name, options.postgres)
        except Exception as error:
            found[name] = [missing(name, "", f"{type(error).__name__}: {error}")]
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print(table(found))
    rows = [{"bench": name, **row.as_dict()} for name, rows in found.items() for row in rows]
    if options.json:
        machine = {"python": platform.python_version(), "cores": os.cpu_count(), "load": load}
        options.json.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1, ensure_ascii=False))
    if options.write:
        command = " ".join(["python -m tests.bench", *arguments])
        database = "PostgreSQL" if options.postgres else "SQLite"
        options.write.write_text(markdown(found, command, load, database))
    return int(any(row["holds"] is False or row["value"] is None for row in rows))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
