"""`make naughty`: python -m tests.house.naughty [sqlite] [postgres] [-- words for pytest]; both databases by default.

Sends every string to every input that the program finds. It takes hours; `-- -k customer` looks at one person's pages.
"""

import os
import subprocess
import sys

from tests.postgres import private_postgres

ROOM = "tests/house/naughty"


def run(words: list[str], **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", ROOM, "-q", "-p", "no:randomly", *words]
    return subprocess.run(command, env={**os.environ, "NAUGHTY": "whole", **environment}, check=False).returncode


def main(arguments: list[str]) -> int:
    databases, _dashes, words = " ".join(arguments).partition("--")
    wanted = databases.split() or ["sqlite", "postgres"]
    failed = 0
    if "sqlite" in wanted:
        failed |= run(words.split())
    if "postgres" in wanted:
        with private_postgres() as address:
            failed |= run(["--reuse-db", *words.split()], DATABASE_URL=address, TEST_ONLY="database")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
