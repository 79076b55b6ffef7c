"""`make test` and `make lint`: python -m tests.run [lint] [sqlite] [postgres]; without a word it's all three.

Everything runs even when something failed before it, so that one run tells all.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.postgres import private_postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LINT: dict[str, list[str | Path]] = {
    "Style": [BIN / "ruff", "check", "."],
    "Format": [BIN / "ruff", "format", "--check", "."],
    "Types": [BIN / "mypy", "."],
    "Templates": [BIN / "djlint", "--lint", "--quiet", "portal", "kb", "orders", "returns"],
    "Arrows": [BIN / "lint-imports"],
    "Migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "Migrations without a pause": [sys.executable, "manage.py", "lintmigrations"],
}
# Two cores, and two of everything that a test starts; more workers only wait for each other.
PYTEST: list[str | Path] = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("TEST_WORKERS", "2")]


Failed = str | None


def step(title: str, command: Sequence[str | Path], quietly: bool = False, **environment: str) -> Failed:
    """Run one command in sight; returns the title and the names of its failed tests when it failed.

    quietly: what it says is shown when it is done, in one piece, for it runs beside another.
    """
    started, heard = time.monotonic(), [f"\n\033[1m==> {title}\033[0m\n"]
    if not quietly:
        print(heard.pop(), end="", flush=True)
    everything = {**os.environ, **environment}
    with subprocess.Popen(
        command, cwd=ROOT, env=everything, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        told = []
        for line in process.stdout or ():
            told += [line] if line.startswith(("FAILED ", "ERROR ")) else []
            if quietly:
                heard.append(line)
            else:
                print(line, end="", flush=True)
    heard.append(f"    {title}: {'failed' if process.returncode else 'ok'}, {time.monotonic() - started:.0f} s\n")
    print("".join(heard), end="", flush=True)
    return f"{title}\n{''.join(told)}" if process.returncode else None


class Run:
    """One run of the parts. What databases need is made on one core while the other looks at style and types."""

    def __init__(self, beside: ThreadPoolExecutor, room: ExitStack) -> None:
        self.beside, self.room = beside, room
        self.made: dict[str, Future[tuple[str, str, Failed]]] = {}

    def begin(self, names: Sequence[str]) -> None:
        for name, make in (("sqlite", self.make_sqlite), ("postgres", self.make_postgres)):
            if name in names:
                self.made[name] = self.beside.submit(make)

    def make_sqlite(self) -> tuple[str, str, Failed]:
        folder = self.room.enter_context(tempfile.TemporaryDirectory(prefix="aftercare-migrated-"))
        return self.migrated("SQLite", "sqlite://:memory:", f"{folder}/migrated.sqlite3")

    def make_postgres(self) -> tuple[str, str, Failed]:
        # The cluster goes as a whole: no database in it is dropped while a last thread may still look at it.
        return self.migrated("PostgreSQL", self.room.enter_context(private_postgres()), "migrated")

    def migrated(self, name: str, address: str, template: str) -> tuple[str, str, Failed]:
        """Migrated once; each worker takes a copy."""
        command = [sys.executable, "-m", "tests.migrated", template]
        failed = step(f"Migrations on {name}", command, quietly=True, DATABASE_URL=address)
        return address, "" if failed else template, failed

    def lint(self) -> Iterator[Failed]:
        for title, command in LINT.items():
            yield step(title, command, DJANGO_SETTINGS_MODULE="tests.settings")

    def sqlite(self) -> Iterator[Failed]:
        address, template, failed = self.made["sqlite"].result()
        yield failed
        yield step("Tests on SQLite", PYTEST, DATABASE_URL=address, TEST_TEMPLATE=template)

    def postgres(self) -> Iterator[Failed]:
        address, template, failed = self.made["postgres"].result()
        yield failed
        # Browsers and pure rules have had their turn on SQLite: twice would tell nothing new.
        once = [*PYTEST, "--reuse-db", "--ignore=tests/journeys"]
        given = {"DATABASE_URL": address, "TEST_TEMPLATE": template, "TEST_ONLY": "database"}
        yield step("Tests on PostgreSQL", once, **given)


PARTS: dict[str, Callable[[Run], Iterator[Failed]]] = {
    "lint": Run.lint,
    "sqlite": Run.sqlite,
    "postgres": Run.postgres,
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(PARTS)
    if unknown:
        raise SystemExit(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    wanted = names or list(PARTS)
    with ExitStack() as room, ThreadPoolExecutor(1) as beside:
        run = Run(beside, room)
        run.begin(wanted)
        try:
            failed = [title for name in wanted for title in PARTS[name](run) if title]
        except BaseException:
            beside.shutdown(wait=False, cancel_futures=True)
            raise
    if failed:
        # Last of all, because whoever looks at a long log looks at its end.
        print("\nFailed:", *failed, sep="\n", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    # However it is stopped, PostgreSQL and its folder go too; a shell's background job ignores even Ctrl-C at first.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
