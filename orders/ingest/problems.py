"""What is wrong in a file: every place by its name, up to a limit; then the whole file is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts from 1 (0: the file as a whole); `place` is a column or a JSON path."""

    line: int
    place: str
    message: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.place) if part)
        return f"{where}: {self.message}" if where else self.message


class BadFile(Exception):
    """Every problem that was found, and nothing of the file was taken in."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        super().__init__(path, problems)
        self.path = path
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(f"{self.path}{', ' if each.line or each.place else ': '}{each}" for each in self.problems)


class Problems:
    """Collects; raises BadFile when there are too many, or when asked to and there is one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[Problem] = []

    def __len__(self) -> int:
        return len(self.found)

    def add(self, line: int, place: str, message: str) -> None:
        self.found.append(Problem(line, place, message))
        if len(self.found) >= MOST_PROBLEMS:
            self.found.append(Problem(0, "", f"There may be more: reading stopped after {MOST_PROBLEMS} mistakes."))
            self.refuse()

    def fail(self, line: int, place: str, message: str) -> BadFile:
        """What cannot be read past: raise what this gives."""
        self.found.append(Problem(line, place, message))
        return BadFile(self.path, self.found)

    def refuse(self) -> None:
        if self.found:
            raise BadFile(self.path, self.found)
