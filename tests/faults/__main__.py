"""`make faults`: python -m tests.faults [numbers] [--trials N] [--sqlite | --postgres] [--json FILE]

Kills processes with -9 at random moments, starts them again, and looks: what was acknowledged is there once and whole,
what was not is there once or not at all, and the same request again makes it once. The answer is 1 when anything else
was seen.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.faults.running import NUMBERS, run
from tests.postgres import private_postgres

Results = dict[int, dict[str, Any]]


def on(database: str, wanted: dict[int, int]) -> Results:
    with ExitStack() as open_until_the_end:
        stay = open_until_the_end.enter_context
        folder = stay(tempfile.TemporaryDirectory(prefix="aftercare-faults-", ignore_cleanup_errors=True))
        address = stay(private_postgres()) if database == "PostgreSQL" else ""
        process = stay(ProcessPoolExecutor(1, multiprocessing.get_context("spawn")))
        return process.submit(run, folder, address, wanted).result()


def lines_of(database: str, results: Results) -> list[str]:
    lines = []
    for number, found in results.items():
        verdict = f"{len(found['violations'])} violations" if found["violations"] else "holds"
        verdict = verdict if found["trials"] else "-"
        notes = ", ".join(f"{name} {value:g}" for name, value in found["notes"].items())
        lines.append(
            f"{database:<11}{number:>3}  {found['title']:<56}{found['trials']:>4} trials"
            f"{found['seconds']:>7.0f} s  {verdict:<14}{notes}"
        )
        lines += [f"{'':16}✗ {each}" for each in found["violations"][:20]]
    return lines


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Kills, starts again, and looks.")
    parser.add_argument("faults", nargs="*", type=int, metavar="NUMBER", help=f"of: {', '.join(map(str, NUMBERS))}")
    parser.add_argument("--trials", type=int, default=0, help="of each; without it as many as CI does")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite alone")
    parser.add_argument("--postgres", action="store_true", help="on a private PostgreSQL alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures, for a program")
    options = parser.parse_args(arguments)
    if unknown := set(options.faults) - set(NUMBERS):
        parser.error(f"there is no fault {', '.join(map(str, sorted(unknown)))}")
    wanted = dict.fromkeys(options.faults or NUMBERS, options.trials)
    both = options.sqlite == options.postgres
    databases = [name for name, only in (("SQLite", options.sqlite), ("PostgreSQL", options.postgres)) if both or only]
    found = {name: on(name, wanted) for name in databases}
    print("\n".join(line for name, results in found.items() for line in lines_of(name, results)))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False))
    return int(any(each["violations"] for results in found.values() for each in results.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
