"""`make test` and `make lint`: python -m tests.run [lint] [sqlite] [postgres]; without a word it's all three.

Everything runs even when something failed before it, so that one run tells all.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
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
}
# Two cores, and two of everything that a test starts; more workers only wait for each other.
PYTEST: list[str | Path] = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("TEST_WORKERS", "2")]


def step(title: str, command: Sequence[str | Path], **environment: str) -> str | None:
    """Run one command in sight; returns the title and the names of its failed tests when it failed."""
    print(f"\n\033[1m==> {title}\033[0m", flush=True)
    started = time.monotonic()
    everything = {**os.environ, **environment}
    with subprocess.Popen(
        command, cwd=ROOT, env=everything, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        told = [line for line in shown(process.stdout or ()) if line.startswith(("FAILED ", "ERROR "))]
    print(f"    {title}: {'failed' if process.returncode else 'ok'}, {time.monotonic() - started:.0f} s", flush=True)
    return f"{title}\n{''.join(told)}" if process.returncode else None


def shown(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        print(line, end="", flush=True)
        yield line


def lint() -> list[str | None]:
    return [step(title, command, DJANGO_SETTINGS_MODULE="tests.settings") for title, command in LINT.items()]


def on_sqlite() -> list[str | None]:
    with tempfile.TemporaryDirectory(prefix="aftercare-migrated-") as folder:
        return with_database("SQLite", f"{folder}/migrated.sqlite3", PYTEST, "sqlite://:memory:")


def on_postgres() -> list[str | None]:
    with private_postgres() as address:
        # The cluster goes as a whole: no database in it is dropped while a last thread may still look at it.
        # Browsers and pure rules have had their turn on SQLite: twice would tell nothing new.
        once = [*PYTEST, "--reuse-db", "--ignore=tests/journeys"]
        return with_database("PostgreSQL", "migrated", once, address, TEST_ONLY="database")


def with_database(
    name: str, template: str, tests: Sequence[str | Path], address: str, **environment: str
) -> list[str | None]:
    """Migrated once; each worker takes a copy."""
    made = step(f"Migrations on {name}", [sys.executable, "-m", "tests.migrated", template], DATABASE_URL=address)
    given = {**environment, "DATABASE_URL": address, "TEST_TEMPLATE": "" if made else template}
    return [made, step(f"Tests on {name}", tests, **given)]


PARTS: dict[str, Callable[[], list[str | None]]] = {"lint": lint, "sqlite": on_sqlite, "postgres": on_postgres}


def main(names: list[str]) -> int:
    unknown = set(names) - set(PARTS)
    if unknown:
        raise SystemExit(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    failed = [title for name in names or PARTS for title in PARTS[name]() if title]
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
