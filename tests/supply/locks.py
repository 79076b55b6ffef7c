"""What the locked files say: packages, versions, hashes, and who asked for each."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?$"
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VIA = re.compile(r"^\s+# +(?:via +)?(?!via$)(?P<name>[A-Za-z0-9._-]+)")


class NotALock(ValueError):
    """A line that nobody should have to guess about."""


@dataclass
class Locked:
    """`via`: names of what needs it; "aftercare" is us."""

    name: str
    version: str
    marker: str = ""
    hashes: list[str] = field(default_factory=list)
    via: list[str] = field(default_factory=list)


def files() -> list[Path]:
    return sorted(ROOT.glob("requirements*.txt"))


def read(text: str) -> list[Locked]:
    """Raises NotALock for a line that is neither a package with its hashes nor a comment."""
    found: list[Locked] = []
    for line in text.splitlines():
        if match := NAME.match(line):
            found.append(Locked(canonicalize_name(match["name"]), match["version"], match["marker"] or ""))
        elif found and (hashed := HASH.search(line)):
            found[-1].hashes.append(hashed[1])
        elif found and line.startswith(" ") and (via := VIA.match(line)):
            found[-1].via.append(canonicalize_name(via["name"]))
        elif line.strip() and not line.lstrip().startswith("#"):
            raise NotALock(line)
    return found


def packages(file: Path) -> list[Locked]:
    return read(file.read_text())


def everything() -> dict[str, list[Path]]:
    """Each locked package with the files that hold it."""
    found: dict[str, list[Path]] = {}
    for file in files():
        for name in {each.name for each in packages(file)}:
            found.setdefault(name, []).append(file)
    return found
