"""A CSV file as rows with their line numbers: letters, separator and headings are found out, limits are kept (R28)."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from orders.ingest.problems import Problems
from orders.ingest.table.columns import BY_NAME, REQUIRED, normal

MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
MAX_LINE = 200_000
BLOCK = 1 << 16
SEPARATORS = (",", ";", "\t")
ENCODINGS = ("utf-8", "utf-16", "cp1250", "cp1252")
# ³ ¹ ¿ £ beside a letter are no English, French or German words: they are ł ą ż Ł of Polish Windows.
POLISH = re.compile(rb"[A-Za-z][\xb9\xb3\xbf\x9c\x9f\xa3]|[\xb3\xbf\xa3\x9c\x8c][a-z]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`headings` as we name them; `unknown` are those we do not know, as they stand in the file."""

    path: Path
    encoding: str
    separator: str
    headings: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where the row begins; `progress` runs from 0 to 1."""

    line: int
    cells: dict[str, str]
    progress: float


def open_sheet(path: Path, encoding: str = "") -> Sheet:
    """Raises BadFile when there is no line of headings that we can use, OSError when there is no file."""
    problems = Problems(path)
    encoding = encoding or find_encoding(path)
    with _text(path, encoding) as file:
        try:
            first = file.readline(MAX_LINE + 1)
        except UnicodeError:
            raise problems.fail(0, "", f"The letters are not {encoding}.") from None
    if not first.strip("\ufeff \t\r\n,;"):
        raise problems.fail(1, "", "The file is empty: its first line must name the columns.")
    separator = max(SEPARATORS, key=lambda each: len(BY_NAME.keys() & set(_headings(first, each))))
    named = _cells(first, separator)
    headings = _headings(first, separator)
    _check_headings(headings, problems)
    unknown = tuple(shown.strip() for shown, name in zip(named, headings, strict=True) if name not in BY_NAME)
    return Sheet(path, encoding, separator, headings, tuple(each for each in unknown if each))


def _check_headings(headings: tuple[str, ...], problems: Problems) -> None:
    if len(headings) > MAX_COLUMNS:
        raise problems.fail(1, "", f"There are {len(headings)} columns; {MAX_COLUMNS} are allowed.")
    for name in sorted({name for name in headings if name and headings.count(name) > 1}):
        problems.add(1, f"column {name[:60]}", "This column is there twice.")
    missing = [name for name in REQUIRED if name not in headings]
    if missing:
        problems.add(1, "", f"These columns are missing: {', '.join(missing)}. import_orders --template shows all.")
    problems.refuse()


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _headings(line: str, separator: str) -> tuple[str, ...]:
    return tuple(map(normal, _cells(line, separator)))


def find_encoding(path: Path) -> str:
    """UTF-8 (BOM or not), UTF-16 with BOM (Excel's "Unicode text"), else Windows of Poland or of the West."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    polish = 0
    with path.open("rb") as file:
        start = file.read(2)
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        is_utf8 = True
        while block := file.read(BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
                decoder.reset()
            polish += len(POLISH.findall(block))
        if is_utf8:
            try:
                decoder.decode(b"", final=True)
                return "utf-8"
            except UnicodeDecodeError:
                pass
    return "cp1250" if polish else "cp1252"


def _text(path: Path, encoding: str) -> TextIO:
    return path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")


def read_rows(sheet: Sheet, problems: Problems) -> Iterator[Row]:
    """Rows below the headings; a row that cannot be used is a problem and is left out."""
    size = sheet.path.stat().st_size or 1
    count = 0
    with _text(sheet.path, sheet.encoding) as file:
        reader = csv.reader(_lines(file, problems), delimiter=sheet.separator, strict=True)
        begins = 0
        while True:
            begins, before = reader.line_num + 1, reader.line_num
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise problems.fail(begins, "", _said_of(error, reader.line_num - before)) from None
            except UnicodeError:
                raise problems.fail(begins, "", f"The letters are not {sheet.encoding}; try --encoding.") from None
            if cells is None:
                return
            if before == 0 or not any(cells):
                continue
            count += 1
            if count > MAX_ROWS:
                raise problems.fail(begins, "", f"The file has more than {MAX_ROWS:,} rows; split it.")
            if row := _row(sheet, begins, cells, problems):
                yield Row(begins, row, min(1.0, file.buffer.tell() / size))


def _said_of(error: csv.Error, lines: int) -> str:
    if lines > 1 or "limit" in str(error) or "end of data" in str(error):
        return "A quotation mark that opens here is never closed."
    return "A quotation mark inside a cell must be doubled, and the cell stand in quotation marks."


def _lines(file: TextIO, problems: Problems) -> Iterator[str]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise problems.fail(number, "", f"The line is longer than {MAX_LINE:,} characters.")
        yield line


def _row(sheet: Sheet, line: int, cells: list[str], problems: Problems) -> dict[str, str] | None:
    if len(cells) != len(sheet.headings):
        message = f"There are {len(cells)} cells where the headings have {len(sheet.headings)}."
        problems.add(line, "", f"{message} Is a separator or a quotation mark too many?")
        return None
    row = {}
    for name, cell in zip(sheet.headings, cells, strict=True):
        if not cell or not name:
            continue
        if len(cell) > MAX_CELL or "\0" in cell:
            what = "a NUL character" if "\0" in cell else f"more than {MAX_CELL:,} characters"
            problems.add(line, f"column {name[:60]}", f"The cell holds {what}.")
            return None
        if text := plain(cell):
            row[name] = text
    return row


def plain(cell: str) -> str:
    """A cell as text: nothing is ever computed. Excel's ="007" and our own exports' '=x are what they stand for."""
    text = cell.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1]
    if text.startswith("'") and text[1:2] in ("=", "+", "-", "@"):
        return text[1:]
    return text
