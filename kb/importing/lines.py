"""A file of JSON lines, read one line at a time: a line of gigabytes costs no memory."""

import codecs
import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.importing.rows import BadField, Row, read_row

LONGEST_LINE = 2 * 1024 * 1024
NOT_UTF8 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BadFile(ValueError):
    """The whole file is of no use; the message says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row, in words that name the place."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}, {self.text}"


@dataclass(frozen=True, slots=True)
class Read:
    """One row, or what is wrong with it; `progress` is the share of the file that was read, 0 to 1."""

    row: Row | None
    problem: Problem | None
    progress: float


def read_lines(path: Path, languages: Container[str]) -> Iterator[Read]:
    """Every line that isn't blank. Raises BadFile, also for what can't be opened."""
    try:
        size = path.stat().st_size or 1
        with path.open("rb") as file:
            if file.read(2) in NOT_UTF8:
                raise BadFile(f"{path} is UTF-16. Save it as UTF-8.")
            file.seek(0)
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                where = f"{path.name} line {number}"
                if len(line) > LONGEST_LINE:
                    while not line.endswith(b"\n") and (line := file.readline(LONGEST_LINE)):
                        pass
                    problem = Problem(where, f"row: is longer than {LONGEST_LINE // 1024 // 1024} MB.")
                    yield Read(None, problem, file.tell() / size)
                elif line.strip(b" \t\r\n" + codecs.BOM_UTF8):
                    yield _read(line, where, languages, file.tell() / size)
    except OSError as error:
        raise BadFile(f"{path} can't be read: {error.strerror or error}.") from error


def _read(line: bytes, where: str, languages: Container[str], progress: float) -> Read:
    try:
        return Read(read_row(json.loads(line.decode("utf-8-sig")), where, languages), None, progress)
    except UnicodeDecodeError:
        problem = "row: isn't UTF-8."
    except json.JSONDecodeError as error:
        problem = f"row: isn't JSON ({error.msg} at character {error.pos + 1})."
    except (RecursionError, ValueError) as error:
        problem = str(error) if isinstance(error, BadField) else "row: isn't JSON that we can read."
    return Read(None, Problem(where, problem), progress)
