"""The oldest versions of packages we would run (floor.txt)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

FILE = Path(__file__).with_name("floor.txt")
LINE = re.compile(r"(?P<name>[a-z0-9.-]+) >= (?P<version>\S+)  (?P<why>\S.*)")


@dataclass(frozen=True, slots=True)
class Floor:
    name: str
    version: Version
    why: str


def floors() -> list[Floor]:
    """Raises ValueError for a line that can't be read: a typing error must not open a hole."""
    found = []
    for line in FILE.read_text().splitlines():
        if line and not line.startswith("#"):
            match = LINE.fullmatch(line)
            if match is None:
                raise ValueError(f"floor.txt: {line!r} is not “name >= version  reason”.")
            found.append(Floor(canonicalize_name(match["name"]), Version(match["version"]), match["why"]))
    return found


def below(versions: Mapping[str, Version]) -> list[str]:
    """A sentence for each package that is older than its floor. Names are canonical."""
    return [
        f"{floor.name} {versions[floor.name]} has a known hole ({floor.why}); {floor.version} is safe"
        for floor in floors()
        if floor.name in versions and versions[floor.name] < floor.version
    ]
