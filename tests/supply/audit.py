"""Known holes: by our own list of safe versions, which needs no network, and by pip-audit, which does.

pip-audit behind a private index finds nothing and would say that all is well; --strict makes it admit that.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from portal.operations.floor import below
from tests.supply.locks import ROOT, files, packages


@dataclass(frozen=True)
class Asked:
    """What pip-audit said of a file: `holes` it knows, or why it could not say."""

    holes: list[str]
    could_not: str = ""


def too_old(file: Path) -> list[str]:
    """A sentence for each package of a locked file that is below the floor; of several versions the oldest counts."""
    oldest: dict[str, Version] = {}
    for each in packages(file):
        version = Version(each.version)
        oldest[each.name] = min(version, oldest.get(each.name, version))
    return below(oldest)


def ask(file: Path) -> Asked:
    command = [
        str(Path(sys.executable).with_name("pip-audit")),
        "--strict", "--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json", "-r", str(file),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Asked([], type(error).__name__)
    return understood(done.returncode, done.stdout, done.stderr)


def understood(code: int, output: str, errors: str) -> Asked:
    try:
        told = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        said = [line for line in errors.splitlines() if line.startswith("ERROR")] or errors.splitlines()[-1:]
        return Asked([], said[0].rpartition("_cli:")[2] if said else f"exit code {code}, no words")
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, fixed in {', '.join(hole['fix_versions']) or 'nothing yet'}"
        for each in told
        for hole in each.get("vulns", [])
    ]
    return Asked(holes)


def main() -> int:
    found = 0
    for file in files():
        old = too_old(file)
        found += len(old)
        print(f"{file.name}: {'; '.join(old) if old else 'nothing below portal/operations/floor.txt'}")
    for file in files():
        asked = ask(file)
        found += len(asked.holes)
        if asked.could_not:
            print(f"{file.name}: NOT ASKED. pip-audit could not look it up ({asked.could_not}).")
            print("    Only the list above was checked. Ask again where the public package index can be reached.")
            break
        print(f"{file.name}: {'; '.join(asked.holes) if asked.holes else 'pip-audit knows no hole'}")
    return 1 if found else 0
