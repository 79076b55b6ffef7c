"""A PostgreSQL of its own for a test run: in a folder that vanishes, reached by a socket in that folder alone."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# Nothing here outlives the run, so nothing has to reach the disk.
HASTY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def find_program(name: str) -> str:
    """The newest installed one; Debian keeps them out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda file: int(file.parts[4]))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        raise SystemExit(f"PostgreSQL's {name} is missing: sh portal/setup.sh tests")
    return program


def unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root; root becomes the postgres user for it."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def private_postgres() -> Iterator[str]:
    """Yields a DATABASE_URL; the cluster and its files are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="aftercare-pg-"))
    owner = "postgres" if unprivileged() else pwd.getpwuid(os.geteuid()).pw_name
    shutil.chown(folder, owner)
    data = folder / "data"
    control = [*unprivileged(), find_program("pg_ctl"), "-D", str(data), "-w", "-t", "60"]
    try:
        initdb = [find_program("initdb"), "-D", str(data), "-U", "aftercare", "-A", "trust"]
        run([*unprivileged(), *initdb, "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"], folder)
        options = f"-c listen_addresses='' -k {folder} {HASTY}"
        run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder)
        try:
            yield f"postgres://aftercare@/{folder}/postgres"
        finally:
            run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
